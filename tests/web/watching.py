"""What a page must never do: complain on its console, or ask anything of another machine."""

from playwright.sync_api import ConsoleMessage, Page

# On a page with a path of its own Streamlit's client looks for its server beside that path first: its way of finding
# where it is mounted, answered by 404 and asked again at the root.
_LOOKING = ("/_stcore/health", "/_stcore/host-config")


def watched(page: Page) -> list[str]:
    """Console errors, errors nobody caught, and requests that leave the machine; filled while the page lives."""
    troubles: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location["url"].endswith(_LOOKING):
            troubles.append(f"{message.text} {message.location['url']}")

    page.on("console", said)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    here = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")
    page.on("request", lambda request: None if request.url.startswith(here) else troubles.append(request.url))
    return troubles
