"""Files as the tools export them, with the columns that they have, made anew for each test. Nobody in them is real."""

import csv
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO

import odfdo
import xlsxwriter

TICKET_COLUMNS = [
    "Summation column",
    "Id",
    "Requester",
    "Requester id",
    "Requester external id",
    "Requester email",
    "Requester domain",
    "Submitter",
    "Assignee",
    "Group",
    "Subject",
    "Tags",
    "Status",
    "Priority",
    "Via",
    "Ticket type",
    "Created at",
    "Updated at",
    "Assigned at",
    "Organization",
    "Due date",
    "Initially assigned at",
    "Solved at",
    "Resolution time",
    "Satisfaction Score",
    "Group stations",
    "Assignee stations",
    "Reopens",
    "Replies",
    "First reply time in minutes",
    "Service line [list]",
    "Reference [txt]",
    "Escalated [flag]",
]
LOG_COLUMNS = [
    "id",
    "request_path",
    "status_code",
    "request_headers",
    "request_body",
    "response_body",
    "request_method",
    "response_headers",
    "cpd_lead_provider_id",
    "user_description",
    "created_at",
    "updated_at",
]
MURAL_COLUMNS = [
    "ID",
    "Text",
    "BG Color",
    "Sticky type",
    "Border line",
    "Position X",
    "Position Y",
    "Area",
    "Link to",
    "Last Updated By",
    "Last Updated",
    "Last Content Edited By",
    "Last Content Edited",
    "Tags",
    "Integration Labels",
]

# Each with a letter that no digest has.
FIRST_NAMES = [
    "Abiola",
    "Bashir",
    "Chloe",
    "Dmitri",
    "Efua",
    "Farah",
    "Grace",
    "Hugo",
    "Ingrid",
    "Joao",
    "Kwame",
    "Lena",
]
LAST_NAMES = ["Abernathy", "Bianchi", "Cholmondeley", "Dlamini", "Eriksson", "Featherstone", "Grzybowski", "Hallorann"]
PEOPLE = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
SUBJECTS = [
    ("Cannot log in to the portal", "login schools"),
    ("Mentor does not show on the dashboard", "mentors schools"),
    ("Wrong induction programme chosen for teacher", "induction"),
    ("How to transfer a participant between schools", "transfers schools"),
    ("Payment statement missing declarations", "finance lead_provider"),
    ("Registration link expired", "login"),
    ("Participant marked ineligible", "eligibility lead_provider"),
    ("Change of lead provider", "transfers lead_provider"),
]
# Around the subject, as people do: whom it is about, which ticket, how urgent.
AROUND = [
    "{subject}",
    "RE: {subject}",
    "{subject} - {name}",
    "Fwd: {subject} for {name}",
    "{subject} (ref 20{n})",
    "{subject} TRN {n}",
    "{name}: {subject}",
    "{subject} from {name}",
    "{subject} {email}",
]


def email_of(name: str) -> str:
    return name.lower().replace(" ", ".") + "@school.example"


def day_of(n: int) -> str:
    return f"2026-{n % 6 + 1:02}-{n % 28 + 1:02}"


def tickets(count: int) -> Iterator[dict[str, str]]:
    chance = random.Random(5)
    for n in range(1, count + 1):
        name = PEOPLE[n % len(PEOPLE)]
        subject, tags = SUBJECTS[n % len(SUBJECTS)]
        around = AROUND[chance.randrange(len(AROUND))]
        values = dict.fromkeys(TICKET_COLUMNS, "")
        values |= {
            "Summation column": "1",
            "Id": str(n),
            "Requester": name,
            "Requester id": str(900_000 + n),
            "Requester email": email_of(name),
            "Requester domain": "school.example",
            "Submitter": name,
            "Assignee": "Nadia Quillfeather",
            "Group": "Support",
            "Subject": around.format(subject=subject, name=name, email=email_of(name), n=n + 1000),
            "Tags": tags,
            "Status": "Closed",
            "Created at": f"{day_of(n)} 10:{n % 60:02}:00 +0000",
            "Organization": "Example school",
        }
        yield values


def tickets_csv(count: int) -> bytes:
    return as_csv(TICKET_COLUMNS, (ticket.values() for ticket in tickets(count)))


def api_tickets(count: int) -> Iterator[dict[str, object]]:
    """As the API gives them: whose they are is in the texts only."""
    for ticket in tickets(count):
        # The API does not name the requester: nothing but the words around a name can say that it is one.
        name, subject = ticket["Requester"], ticket["Subject"]
        subject = subject.replace(f" - {name}", f" from {name}").replace(f"{name}: ", f"Dear {name}, ")
        yield {
            "id": int(ticket["Id"]),
            "subject": subject,
            "raw_subject": subject,
            "description": f"Hello, I am {name}, write to {ticket['Requester email']}. " + "It does not work. " * 12,
            "status": "closed",
            "priority": None,
            "type": "problem",
            "tags": ticket["Tags"].split(),
            "via": {"channel": "email"},
            "created_at": f"{ticket['Created at'][:10]}T10:00:00Z",
            "updated_at": f"{ticket['Created at'][:10]}T11:00:00Z",
            "requester_id": int(ticket["Requester id"]),
            "organization_id": 7,
            "custom_fields": [{"id": 360_000, "value": name}],
            "satisfaction_rating": {"score": "unoffered"},
        }


# Forty errors; what is in braces differs in each request.
ERRORS = [
    *(
        (422, "Invalid parameters", f"The property '#/{field}' must be present")
        for field in ("participant_id", "declaration_date", "course_identifier", "evidence_held", "declaration_type")
    ),
    *(
        (422, "Invalid parameters", f"The property '#/{field}' must be a valid {what}: '{{quoted}}'")
        for field in ("participant_id", "declaration_date", "schedule_identifier", "reason")
        for what in ("identifier", "value")
    ),
    (422, "Invalid parameters", "The property '#/data/{n}/attributes/trn' must have seven digits, not {n}"),
    (422, "Declaration", "The declaration for {uuid} was already made on {date}"),
    (422, "Declaration", "The declaration date {stamp} must be before {worded}"),
    (422, "Declaration", "Milestone {n} of cohort 20{two} has not started, see {uuid}"),
    (422, "Declaration", 'The participant "{name}" has withdrawn'),
    (422, "Transfer", "Participant {uuid} cannot be moved to school {n} by {email}"),
    (422, "Transfer", "Participant {uuid} is with lead provider {key} already"),
    (422, "Eligibility", "TRN {n} was not found on {slashed}"),
    (422, "Eligibility", "TRN {n} belongs to somebody else, born {slashed}"),
    (422, "Statement", "Statement {code} is paid; it was paid on {worded} at {clock}"),
    (422, "Statement", "Amount £{n}.50 is more than £{n}"),
    (422, "Outcome", "One of [{n}, {n}, {n}] is not an outcome of '{quoted}'"),
    (404, "Resource not found", "Nothing could be found for {uuid}"),
    (404, "Resource not found", "No participant with id {n}"),
    (400, "Bad request", "Unexpected token at line {n}, column {two}"),
    (400, "Bad request", "Parameter filter[updated_since] '{stamp}' is no date"),
    (401, "", "HTTP Token: Access denied"),
    (403, "Forbidden", "Lead provider {uuid} may not see cohort 20{two}"),
    (409, "Conflict", "Request {uuid} is being worked on since {stamp}"),
    (429, "", "Rate limit of {n} requests exceeded"),
    (500, "Internal server error", "Reference {uuid}"),
    (500, "Internal server error", "Deadlock found after {n} ms"),
    (502, "Bad gateway", "Upstream {n}.{two} did not answer"),
    (503, "Service unavailable", "Try again after {clock} on {worded}"),
    (422, "Withdrawal", "Withdrawal reason `{quoted}` is not in the list"),
    (422, "Withdrawal", "Withdrawn at {stamp}, which is after {stamp}"),
    (422, "Deferral", "Deferral for {uuid} ends on {date}"),
]
assert len(set(ERRORS)) == 40, len(set(ERRORS))
UNINTERESTING = [200, 200, 200, 301, 302]


def log_lines(count: int, errors: int) -> Iterator[dict[str, object]]:
    """`errors` of these `count` lines are errors: the forty, again and again."""
    chance = random.Random(40)
    every = count // errors
    told = 0
    for n in range(1, count + 1):
        is_error = n % every == 0 and told < errors
        status, title, detail = ERRORS[told % 40] if is_error else (UNINTERESTING[n % 5], "", "")
        told += is_error
        key = f"{chance.getrandbits(128):032x}"
        uuid = f"{key[:8]}-{key[8:12]}-4{key[13:16]}-a{key[17:20]}-{key[20:]}"
        name = PEOPLE[n % len(PEOPLE)]
        filled = detail.format(
            n=chance.randrange(2, 9_999_999),
            two=f"{n % 90 + 10}",
            uuid=uuid,
            quoted=("", "ecf-2021", "O'Brien", "n/a", "2021-13-45", "seven words that somebody has put here")[n % 6],
            date=day_of(n),
            stamp=f"{day_of(n)}T{n % 24:02}:{n % 60:02}:07.{n % 1000:03}Z",
            worded=f"{n % 28 + 1} {('January', 'February', 'May')[n % 3]} 2026",
            slashed=f"{n % 28 + 1:02}/{n % 12 + 1:02}/19{n % 30 + 70}",
            clock=f"{n % 12 + 1}:{n % 60:02}{('am', 'pm')[n % 2]}",
            email=email_of(name),
            name=name,
            key=f"{chance.getrandbits(160):040x}",
            code=f"ST-{n}/AB{n % 77}",
        )
        body: object = {"errors": [{"title": title, "detail": filled}]} if title else {"error": filled}
        yield {
            "id": n,
            "request_path": f"/api/v3/participants/{uuid}/declare?page={n}",
            "status_code": status,
            "request_headers": json.dumps({"HTTP_FROM": email_of(name)}),
            "request_body": json.dumps({"name": name}),
            "response_body": json.dumps(body) if is_error else "{}",
            "request_method": "POST",
            "response_headers": "{}",
            "cpd_lead_provider_id": n % 50,
            "user_description": f"CPD lead provider: {name}",
            "created_at": f"{day_of(n)} 10:00:00",
            "updated_at": f"{day_of(n)} 10:00:00",
        }


# As Mural writes colours, and how many notes are of each.
COLOURS = {
    "#FCFE7D": 9, "#FFC061": 8, "#9EDCFA": 7, "#AAED92": 6, "#E7C8FF": 5, "#FFAFA9": 4, "#DDDDDD": 3,
}  # fmt: skip


def mural_csv() -> bytes:
    rows = []
    for colour, count in COLOURS.items():
        for n in range(count):
            values = dict.fromkeys(MURAL_COLUMNS, "")
            values |= {
                "ID": f"0-{colour[1:]}{n}",
                "Text": f"{SUBJECTS[n % 8][0]} &amp; more &lt;{colour[1:]}&gt; {'once more ' * n}",
                "BG Color": colour,
                "Sticky type": "square",
                "Position X": str(n * 10),
                "Last Updated By": PEOPLE[n],
                "Last Content Edited By": PEOPLE[n + 1],
                "Last Updated": "Mon Mar 02 2026 10:00:00 GMT+0000",
            }
            rows.append(values.values())
    return as_csv(MURAL_COLUMNS, rows)


def as_csv(columns: Sequence[str], rows: Iterable[Iterable[object]], delimiter: str = ",") -> bytes:
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    if columns:
        writer.writerow(columns)
    writer.writerows(rows)
    return file.getvalue().encode()


def as_lines(rows: Iterable[object]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


LIST_COLUMNS = ["Title", "Description", "User group"]
LIST_ROWS = [
    ["Registration is confusing", "People start it twice", "Schools"],
    ["Statements come late", "", "Lead providers"],
    ["Nobody knows who the mentor is", "Asked £5 million times, “really”", "Schools"],
]


def as_xlsx(rows: Sequence[Sequence[object]]) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet("List")
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                page.write(row, column, value)
    return file.getvalue()


def as_ods(rows: Sequence[Sequence[str]]) -> bytes:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("List")
    for cells in rows:
        row = odfdo.Row()
        for value in cells:
            row.append_cell(odfdo.Cell(value))
        table.append_row(row)
    document.body.append(table)
    file = BytesIO()
    document.save(file)
    return file.getvalue()
