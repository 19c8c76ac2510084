"""The project's documents as tests read them: pages, blocks, links, prose, and sessions that run them."""
