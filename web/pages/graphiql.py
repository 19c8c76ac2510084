"""GraphiQL, the page on which people explore the API: for browsers at the endpoint itself."""

from starlette.requests import Request

from web.pages.built import STATIC, BuiltPage

BUILT = STATIC / "graphiql"

# The page's address, relative to the root.
PATH = "graphql"

# The page loads only Glimpse's files and connects only to Glimpse, so a token that is typed into it stays
# here. Styles may be inline because the editor, Monaco, writes each line with style attributes,
# and its colours into <style> elements.
_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

# With one of these parameters and no `query`, the URL names a document that the page cannot show.
_DOCUMENT_NAMES = ("documentId", "extensions")


def graphiql_page() -> BuiltPage:
    """The page; one address has it for browsers and the API for others."""
    return BuiltPage(BUILT, PATH, _POLICY, {"Vary": "Accept"})


def names_a_document(request: Request) -> bool:
    """Whether the page cannot show what the URL has. An empty parameter is an absent one."""
    given = request.query_params
    return not given.get("query") and any(given.get(name) for name in _DOCUMENT_NAMES)
