"""Signing in and out, and what a person or the admin sets."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.web import guard
from bot.web.chosen import Chosen, read_chosen, zones
from bot.web.desk import Desk, read_desk
from bot.web.login import ADMIN, CHANNEL, ROOM, WORKSPACE, Visitor
from bot.web.pages import frame
from bot.web.routing import Fields, ForgedError, fields_of, heard, visitor_of
from bot.web.site import Site, site_of
from bot.web.writing import text_of
from service.domain.errors import Refused
from service.domain.persons import Identity, Person
from service.domain.providers import PROVIDERS
from service.domain.receipts import receipt_key
from service.ports.reads import Reads

_WRONG = (
    "That is neither the printed token nor a code that still works. The link that heddle printed"
    " holds the token; a code comes from the admin and works once."
)
_TOO_OFTEN = "Too many wrong tries from here. Wait ten minutes, or open the link heddle printed."


async def login_page(request: Request) -> Response:
    """The form; a token in the address is filled in and sent by the page's script."""
    site = site_of(request)
    if await visitor_of(request, site) is not None:
        return RedirectResponse("/", status_code=303)
    return _form(site, 200, token=request.query_params.get("token", ""), back=_back(request))


async def log_in(request: Request) -> Response:
    """Take the token or a code, and keep neither in the address."""
    site = site_of(request)
    if not guard.from_our_page(request, site.given.public_url):
        raise ForgedError
    fields = await fields_of(request)
    text, back = text_of(fields, "token").strip(), _safe(text_of(fields, "next"))
    if site.logins.is_token(text):
        await site.inbound.sign_in(ADMIN, site.given.admin_name, admin=True)
        return _signed_in(site, ADMIN.user, back)
    address = request.client.host if request.client else ""
    if not site.logins.may_try(address):
        return _form(site, 429, wrong=_TOO_OFTEN, back=back)
    user = site.ports.ids.new()
    try:
        await site.inbound.use_code(Identity(CHANNEL, WORKSPACE, user), text)
    except Refused:
        site.logins.was_wrong(address)
        return _form(site, 403, wrong=_WRONG, back=back)
    return _signed_in(site, user, back)


async def log_out(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """Forget this browser."""
    del request, visitor, fields
    response = RedirectResponse("/login", status_code=303)
    site.logins.end(response)
    return response


async def settings(request: Request, site: Site, visitor: Visitor) -> Response:
    """What can be set here."""
    del request
    return await settings_page(site, visitor)


async def cap(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """How many sessions may work at once."""
    line = f"cap {text_of(fields, 'cap').strip()}"
    key = receipt_key(CHANNEL, WORKSPACE, ROOM, site.ports.ids.new())
    answer = await site.inbound.command(visitor.person, line, None, key, CHANNEL)
    return heard(request, site, answer, "/settings")


async def link_code(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """A code with which the person signs in elsewhere."""
    del request, fields
    code = await site.inbound.link_code(visitor.person)
    return await settings_page(site, visitor, code=code, code_for=visitor.person.name)


async def invite(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """A code for somebody new."""
    del request
    name = text_of(fields, "name").strip()
    code = await site.inbound.invite(visitor.person, name)
    return await settings_page(site, visitor, code=code, code_for=name)


async def keep_key(request: Request, site: Site, visitor: Visitor, fields: Fields) -> Response:
    """A provider's key, for everybody here."""
    wanted = text_of(fields, "provider")
    provider = next((each for each in PROVIDERS if each.id == wanted), None)
    if provider is None:
        raise Refused("There is no such provider. Reload the page.")
    answer = await site.inbound.keep_key(
        visitor.person, provider.variable, text_of(fields, "value").strip()
    )
    return heard(request, site, answer, "/settings")


async def settings_page(
    site: Site,
    visitor: Visitor,
    *,
    code: str = "",
    code_for: str = "",
    note: str = "",
    refused: bool = False,
) -> Response:
    """Return the page; with a new code, or with what came of a post, which is shown once."""
    policy, mine = site.ports.policy, visitor.person.id

    def query(reads: Reads) -> tuple[Desk, Chosen, list[str], bool, list[Person]]:
        names = list(reads.secret_names())
        everybody = list(reads.persons()) if visitor.person.admin else []
        desk, chosen = read_desk(reads, mine, policy), read_chosen(reads, mine)
        return desk, chosen, names, site.given.offline(names), everybody

    desk, chosen, stored, offline, people = await site.ports.store.read(query)
    return site.renderer.page(
        "settings.html",
        409 if refused else 200,
        **frame(site, visitor, desk),
        chosen=chosen,
        zones=zones(),
        providers=PROVIDERS,
        stored=stored,
        in_environment=site.given.keys_in_environment,
        offline=offline,
        people=people,
        cap_max=policy.cap_max,
        code=code,
        code_for=code_for,
        minutes=round(policy.link_code_lifetime / 60),
        address=site.given.public_url,
        note=note,
        refused=refused,
    )


def _form(site: Site, status: int, *, token: str = "", wrong: str = "", back: str) -> Response:
    return site.renderer.page("login.html", status, token=token, wrong=wrong, back=back)


def _signed_in(site: Site, user: str, back: str) -> Response:
    response = RedirectResponse(back, status_code=303)
    site.logins.issue(response, user)
    return response


def _back(request: Request) -> str:
    return _safe(request.query_params.get("next", "/"))


def _safe(back: str) -> str:
    """Return a path of ours to go on to; anything else could lead away."""
    plain = back.startswith("/") and not back.startswith("//") and back.isprintable()
    return back if plain and "\\" not in back else "/"
