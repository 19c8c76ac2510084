"""`glimpse` as processes of its own: started, crashed, raced and stopped."""
