"""Mail as text (EML, MHTML): people and machines in its head, hidden recipients, attachments."""

from __future__ import annotations

import email
import email.message
import email.policy
import re
from collections.abc import Iterator

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, found
from fanlight.inspection.opened import Opened

PEOPLE = (
    "from",
    "sender",
    "to",
    "cc",
    "reply-to",
    "resent-from",
    "resent-to",
    "resent-cc",
    "disposition-notification-to",
)
ROUTING = re.compile(
    r"(?:received|x-received|x-originating-ip|x-originating-email|return-path|delivered-to|x-original-to|x-forwarded-.*"
    r"|x-ms-exchange-.*|x-mailfrom|envelope-to|authentication-results|arc-.*|x-sender|x-auth.*|x-source.*|x-gm-.*"
    r"|x-apparently-to|received-spf|x-remote-ip|x-spam.*|thread-topic|x-ms-has-attach)"
)
TRACE = re.compile(
    r"(?:message-id|in-reply-to|references|x-mailer|user-agent|thread-index|date|dkim-signature|list-.*)"
)
MOST_PARTS = 5_000


def message_of(data: bytes, where: str) -> email.message.Message:
    """The message. Raises CouldNotRead where it has no head."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    if not message.keys():
        raise CouldNotRead("The mail has no head.", where=where)
    return message


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    where = opened.name
    message = message_of(opened.data, where)
    yield from headers(message.items(), where)
    yield from _parts(message, where, context)


def headers(items: list[tuple[str, str]], where: str) -> Iterator[Finding]:
    """Findings of a mail's head, given as (name, value)."""
    groups: dict[str, list[tuple[str, str]]] = {"people": [], "hidden": [], "routing": [], "trace": []}
    for name, value in items:
        lower = name.lower()
        if lower in {"bcc", "resent-bcc", "apparently-to"} and str(value).strip():
            groups["hidden"].append((name, str(value)))
        elif lower in PEOPLE and "@" in str(value):
            groups["people"].append((name, str(value)))
        elif ROUTING.fullmatch(lower):
            groups["routing"].append((name, str(value)))
        elif TRACE.fullmatch(lower) or lower.startswith("x-"):
            groups["trace"].append((name, str(value)))
    for group, check, severity in (
        ("hidden", "mail_bcc", None),
        ("people", "mail_people", None),
        ("routing", "mail_routing", None),
        ("trace", "mail_routing", "info"),
    ):
        kept = groups[group]
        if kept:
            names = ", ".join(dict.fromkeys(name for name, _ in kept[:6]))
            yield found(check, f"{where}, {names}", count=len(kept), sample=kept[0][1], severity=severity)  # type: ignore[arg-type]


def _parts(message: email.message.Message, where: str, context: Context) -> Iterator[Finding]:
    versions: list[tuple[str, str]] = []
    damaged = [d for part in message.walk() for d in part.defects]
    if damaged:
        raise CouldNotRead(f"The mail is damaged: {type(damaged[0]).__name__}.", where=where)
    for number, part in enumerate(_leaves(message), 1):
        if number > MOST_PARTS:
            raise CouldNotRead("The mail has too many parts.", where=where, check="too_large")
        name = part.get_filename() or ""
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload(0) if part.is_multipart() else None
            if not isinstance(inner, email.message.Message):
                raise CouldNotRead("A mail within the mail is damaged.", where=where)
            yield found("attachments", f"{where}: a mail")
            yield from context.inspect_inside(f"{name or 'mail'}.eml", inner.as_bytes())
            continue
        body = part.get_payload(decode=True)
        data = body if isinstance(body, bytes) else b""
        context.budget.spend(len(data), where)
        inline = not name and part.get_content_disposition() != "attachment"
        if inline and kind == "text/plain":
            versions.append((kind, _words(data.decode("utf-8", "replace"))))
        elif inline and kind == "text/html":
            html = data.decode("utf-8", "replace")
            versions.append((kind, _words(re.sub(r"(?is)<style.*?</style>|<head.*?</head>|<[^>]+>", " ", html))))
            yield from _html(html, where)
        else:
            label = name or f"part {number}"
            yield found("attachments", f"{where}: {label}")
            yield from context.inspect_inside(label, data)
    yield from _versions(versions, where)
    outside = [t for t in (message.preamble, message.epilogue) if t and t.strip() and not _usual(t)]
    if outside and message.is_multipart():
        yield found("bytes_outside", f"{where}, before or after the parts", sample=outside[0])


def _usual(text: str) -> bool:
    return bool(re.match(r"\s*this is a (?:cryptographically |multi-?part)", text, re.I))


def _leaves(message: email.message.Message) -> Iterator[email.message.Message]:
    """All parts that hold content; a mail within the mail is one part."""
    queue = [message]
    while queue:
        part = queue.pop(0)
        payload = part.get_payload()
        if part.get_content_type() == "message/rfc822" or not isinstance(payload, list):
            yield part
        else:
            queue = [p for p in payload if isinstance(p, email.message.Message)] + queue


def _html(html: str, where: str) -> Iterator[Finding]:
    hidden = re.findall(r"(?is)<(\w+)[^>]*style\s*=\s*[\"'][^\"']*(?:display\s*:\s*none|font-size\s*:\s*0|visibility\s*:\s*hidden)[^>]*>"
                        r"\s*([^<]{3,})", html)  # fmt: skip
    if hidden:
        yield found("hidden_text", f"{where}, HTML", count=len(hidden), sample=hidden[0][1])
    comments = [c for c in re.findall(r"(?s)<!--(.*?)-->", html) if not c.strip().startswith(("[if", "[endif", "<!["))]
    if any(re.search(r"\w{3}", c) for c in comments) and not all("{" in c for c in comments):
        yield found("html_comment", f"{where}, HTML", count=len(comments), sample=comments[0])


def _words(text: str) -> str:
    import html

    return " ".join(re.findall(r"\w{3,}", html.unescape(text).lower()))


def _versions(versions: list[tuple[str, str]], where: str) -> Iterator[Finding]:
    """Whether the plain and the formatted version of the text say different things."""
    plain = [set(words.split()) for kind, words in versions if kind == "text/plain" and words]
    formatted = [set(words.split()) for kind, words in versions if kind == "text/html" and words]
    if len(plain) == 1 and len(formatted) == 1:
        only = plain[0] - formatted[0]
        web = {"http", "https", "www", "mailto", "com", "org", "gov", "image", "cid"}
        if len(only - web) > max(5, 0.2 * len(plain[0])):
            yield found("mail_alternative", where, count=len(only), sample=" ".join(sorted(only)[:8]), sure="likely")


def text(opened: Opened) -> str:
    message = message_of(opened.data, opened.name)
    lines = [f"{name}: {value}" for name, value in message.items()]
    for part in _leaves(message):
        body = part.get_payload(decode=True)
        if isinstance(body, bytes) and part.get_content_maintype() == "text":
            lines.append(body.decode("utf-8", "replace"))
    return "\n".join(lines)
