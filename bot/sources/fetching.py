"""Fetching an address on the web whose answers are not trusted: size and time are limited, and it may not send us to
the machines around us. The check is of the very IP address that is then connected to, so a name that changes its mind
gains nothing.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from bot.formats.content import MAX_BYTES, too_large
from bot.formats.problems import ProgrammeError, failure
from bot.sources.version import own_version

WAIT_SECONDS = 15.0  # for each answer on the wire
LONGEST_SECONDS = 60.0  # for all that one address leads to
MOST_REDIRECTS = 5

Progress = Callable[[str, float], None]  # "fetch" or "read", and how much of it is done, from 0 to 1


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered. `address` is the one that did, after redirects. `tag` and `modified` are what it calls
    this version, empty if nothing: given to `fetch` again, it answers None as long as nothing is new."""

    data: bytes
    address: str
    tag: str = ""
    modified: str = ""


class Fetcher:
    """Fetches addresses on behalf of one that somebody typed."""

    def __init__(self, typed: str, *, allow_private: bool = False, progress: Progress | None = None) -> None:
        self._allow_private = allow_private
        self._progress = progress
        self._typed = _place(_split(typed, typed))
        self._typed_is_private: bool | None = None  # None until its name is looked up
        self._deadline = time.monotonic() + LONGEST_SECONDS

    def fetch(self, address: str) -> Fetched:
        """What is there, after redirects. Raises ProgrammeError."""
        fetched = self._fetch(address, "", "")
        if fetched is None:
            raise failure(address, "has nothing new, though nothing was known")
        return fetched

    def fetch_if_new(self, fetched: Fetched) -> Fetched | None:
        """What is there now, or None if it is still the same. Raises ProgrammeError."""
        return self._fetch(fetched.address, fetched.tag, fetched.modified)

    def _fetch(self, address: str, tag: str, modified: str) -> Fetched | None:
        at = address
        for _ in range(MOST_REDIRECTS + 1):
            parts = _split(at, address)
            answer = self._ask(parts, at, tag, modified)
            if isinstance(answer, Fetched) or answer is None:
                return answer
            at = urljoin(at, answer)
        raise failure(
            address, f"redirects more than {MOST_REDIRECTS} times", "open it in a browser, and give where it ends"
        )

    def _ask(self, parts: SplitResult, address: str, tag: str, modified: str) -> Fetched | str | None:
        """What the address answers: content, another address, or None for nothing new."""
        ip = self._look_up(parts, address)
        connection = _connect(parts, ip, address)
        watch = threading.Timer(max(0.1, self._deadline - time.monotonic()), _shut, [connection])
        watch.daemon = True
        watch.start()
        try:
            if isinstance(connection, http.client.HTTPSConnection):
                _encrypt(connection, parts)
            connection.request("GET", _target(parts), headers=_headers(tag, modified))
            with connection.getresponse() as response:
                return self._receive(response, address)
        except (OSError, http.client.HTTPException, ValueError) as error:
            if time.monotonic() >= self._deadline:
                raise failure(address, f"took longer than {LONGEST_SECONDS:.0f} seconds", "try again later") from None
            raise _unreachable(address, error) from None
        finally:
            watch.cancel()
            connection.close()

    def _receive(self, response: http.client.HTTPResponse, address: str) -> Fetched | str | None:
        location = response.getheader("Location")
        if response.status in {301, 302, 303, 307, 308} and location:
            return location
        if response.status == http.client.NOT_MODIFIED:
            return None
        if response.status != http.client.OK:
            raise _refused(address, response.status, response.reason)
        data = b"".join(self._chunks(response, address))
        return Fetched(data, address, response.getheader("ETag") or "", response.getheader("Last-Modified") or "")

    def _chunks(self, response: http.client.HTTPResponse, address: str) -> Iterator[bytes]:
        """The body, unpacked if it is packed, as long as it is not too large."""
        total = response.length
        if total is not None and total > MAX_BYTES:
            raise too_large(address)
        packed = (response.getheader("Content-Encoding") or "").strip().lower()
        if packed not in {"", "identity", "gzip", "deflate"}:
            raise failure(address, f"answers in the encoding {packed!r}, which was not asked for")
        unpack = zlib.decompressobj(wbits=47) if packed in {"gzip", "deflate"} else None
        received = size = 0
        while chunk := response.read1(65536):
            received += len(chunk)
            part = unpack.decompress(chunk, MAX_BYTES + 1 - size) if unpack else chunk
            size += len(part)
            if size > MAX_BYTES or received > MAX_BYTES:
                raise too_large(address)
            if time.monotonic() >= self._deadline:
                raise TimeoutError
            if self._progress and total:
                self._progress("fetch", min(1.0, received / total))
            yield part
        if time.monotonic() >= self._deadline or response.length:
            raise http.client.IncompleteRead(b"", response.length)

    def _look_up(self, parts: SplitResult, address: str) -> str:
        """The IP address to connect to. Raises ProgrammeError if there is none, or none that may be asked."""
        try:
            found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise _unreachable(address, error) from None
        ips = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        public = [ip for ip in ips if not is_private(ip)]
        is_typed = _place(parts) == self._typed
        if is_typed and self._typed_is_private is None:
            self._typed_is_private = not public
        if public:
            return public[0]
        if self._allow_private or (is_typed and self._typed_is_private):
            return ips[0]
        found_text = f"leads to {parts.hostname}, an address within the own machine or network"
        raise failure(address, found_text, "--allow-private lets it, if that is what you want")


def is_private(ip: str) -> bool:
    """Whether an IP address is anything but one of the public internet.

    >>> is_private("127.0.0.1"), is_private("::ffff:10.0.0.1"), is_private("1.1.1.1")
    (True, True, False)
    """
    try:
        address = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return True
    if isinstance(address, ipaddress.IPv6Address):
        within = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in ipaddress.ip_network("64:ff9b::/96"):
            within = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if within is not None:
            return is_private(str(within))
    return not address.is_global or address.is_multicast


def _split(address: str, shown: str) -> SplitResult:
    """The parts of an http(s) address. Raises ProgrammeError for any other."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise failure(shown, "is not a web address", "write it like https://example.org/schedule.json") from None
    if parts.scheme not in {"http", "https"}:
        redirected = "" if address == shown else f" (it leads to {address[:80]!r})"
        raise failure(shown, f"is not an address of http or https{redirected}", "save it as a file, and give that")
    if not parts.hostname or port == 0:
        raise failure(shown, "is not a web address", "write it like https://example.org/schedule.json")
    if parts.username is not None or parts.password is not None:
        raise failure(
            shown.replace(parts.netloc, parts.hostname), "holds a password", "fetch it yourself, and give the file"
        )
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _place(parts: SplitResult) -> tuple[str, int]:
    return (parts.hostname or "").lower(), _port(parts)


def _connect(parts: SplitResult, ip: str, address: str) -> http.client.HTTPConnection:
    """A connection to the IP address that was looked at, whatever the name means by now."""
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(str(parts.hostname), _port(parts), timeout=WAIT_SECONDS)
    try:
        connection.sock = socket.create_connection((ip, _port(parts)), timeout=WAIT_SECONDS)
    except OSError as error:
        raise _unreachable(address, error) from None
    return connection


def _encrypt(connection: http.client.HTTPSConnection, parts: SplitResult) -> None:
    connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=parts.hostname)


def _shut(connection: http.client.HTTPConnection) -> None:
    """End a connection from outside, so that whoever reads from it stops waiting."""
    sock = connection.sock
    if sock is not None:
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    return f"{path}?{quote(parts.query, safe='/%:@!$&()*+,;=~?')}" if parts.query else path


def _headers(tag: str, modified: str) -> dict[str, str]:
    headers = {
        "User-Agent": f"workshop-bot/{own_version()}",
        "Accept": "application/json, application/xml, text/calendar, text/csv, text/html;q=0.8, */*;q=0.5",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    if tag:
        headers["If-None-Match"] = tag
    if modified:
        headers["If-Modified-Since"] = modified
    return headers


def _unreachable(address: str, error: Exception) -> ProgrammeError:
    match error:
        case ssl.SSLCertVerificationError():
            return failure(
                address, f"shows a certificate that is not valid: {error.verify_message}", "check the address"
            )
        case TimeoutError():
            return failure(address, f"did not answer within {WAIT_SECONDS:.0f} seconds", "try again later")
        case socket.gaierror() | UnicodeError():
            return failure(address, "is at a host that is not known", "check the address, and the connection")
        case ConnectionRefusedError():
            return failure(address, "refuses the connection", "check the address")
        case http.client.IncompleteRead():
            return failure(address, "was cut off", "try again")
        case zlib.error():
            return failure(address, "is packed in a broken way", "try again")
    return failure(address, f"cannot be fetched: {str(error)[:200] or type(error).__name__}", "check the address")


def _refused(address: str, status: int, reason: str) -> ProgrammeError:
    advice = {
        401: "it asks for a login; fetch it yourself, and give the file",
        403: "it asks for a login; fetch it yourself, and give the file",
        404: "check the address; is the schedule published?",
        429: "it was asked too often; try again later",
    }.get(status, "try again later" if status >= 500 else "check the address")
    return failure(address, f"answers {status} {reason}".strip(), advice)
