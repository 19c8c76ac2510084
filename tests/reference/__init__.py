"""An independent, slow implementation of the API, which random tests compare with."""
