"""Glimpse as the pages for operators deploy it: behind proxies, and in Kubernetes."""
