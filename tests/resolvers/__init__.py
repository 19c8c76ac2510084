"""The resolvers' parts that are pure or that no client can reach."""
