"""The store on PostgreSQL and MariaDB."""
