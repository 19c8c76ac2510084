"""The root fields of Mutation: each checks, changes and reads in one transaction."""
