"""Every address of the project, and the table of who is let in there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver, reverse

from tests.world import World

ROLES = ["signed out", "outsider", "participant", "observer", "member", "facilitator", "product manager"]
TEAM_ROLES = ROLES[3:]

# Who is refused, and how: with a status, or by being sent somewhere else. Who is not in it is let in.
type Refusals = dict[str, int | str]

TO_SIGN_IN = "/accounts/login/?next="
ANYBODY: Refusals = {}
ACCOUNT: Refusals = {"signed out": TO_SIGN_IN, "participant": TO_SIGN_IN}
READER = ACCOUNT | {"outsider": 404}
MEMBER = READER | {"observer": 403}
ORGANISER = MEMBER | {"member": 403}
PRODUCT_MANAGER = ORGANISER | {"facilitator": 403}
# Who has not joined is sent to the page where one joins, whatever their role in the team.
VOTER: Refusals = {role: "/join/" for role in ROLES if role != "participant"}
# Who is in the team already is sent to it. Who is signed out sees what they are invited to, and signs in to join.
INVITED: Refusals = dict.fromkeys(TEAM_ROLES, "/teams/")
# Who is signed in has nothing to do there.
STRANGER: Refusals = dict.fromkeys(["outsider", *TEAM_ROLES], "/teams/")
SIGNED_IN: Refusals = {"signed out": "/", "participant": "/"}


@dataclass(frozen=True)
class Page:
    who: Refusals
    # What those who are let in get; 405 where there is nothing to see.
    get: int = 200
    # What they get for a form that is sent empty. None: a page to read, which a POST does not change.
    post: int | None = None
    # Who may send the form, where not everybody may who sees it.
    who_posts: Refusals | None = None
    # What `number`, `pk` or `group` stands for; and the state of the workshop that is meant.
    of: str = ""
    # Whether its code is that of the agreement round, and not of a workshop.
    of_round: bool = False
    state: str = "draft"

    def expected(self, role: str, method: str) -> list[int | str]:
        """Every answer that is right. What a page does not do at all may be refused before asking who it is."""
        if method == "get":
            answers = [self.who.get(role, self.get)]
            return [*answers, 405] if self.get == 405 and answers != [TO_SIGN_IN] else answers
        who = self.who if self.who_posts is None else self.who_posts
        answers = [who.get(role, self.get if self.post is None else self.post)]
        return [*answers, 405] if self.post is None and answers != [TO_SIGN_IN] else answers


PAGES = {
    "overview:start": Page(ANYBODY),
    "overview:accessibility": Page(ANYBODY),
    "overview:privacy": Page(ANYBODY),
    "overview:cookies": Page(ANYBODY),
    "overview:contact": Page(ANYBODY),
    "overview:live": Page(ANYBODY),
    # Off, unless it is asked for.
    "metrics": Page(ANYBODY, get=404, post=405),
    "overview:ready": Page(ANYBODY),
    "overview:bring_in": Page(ACCOUNT, post=422),
    "overview:archive": Page(READER, post=422),
    "overview:team": Page(READER),
    "overview:deletion": Page(PRODUCT_MANAGER, post=422),
    "overview:retention": Page(READER, post=422, who_posts=PRODUCT_MANAGER),
    "overview:keeping": Page(PRODUCT_MANAGER, get=405, post=302),
    "overview:answers": Page(READER),
    "overview:problem": Page(READER, of="problem"),
    "overview:evidence": Page(READER, of="evidence"),
    "overview:idea": Page(READER, of="idea"),
    "roadmap:shortlist": Page(READER),
    "roadmap:line": Page(PRODUCT_MANAGER, get=405, post=422),
    "roadmap:choice": Page(PRODUCT_MANAGER, post=422, of="idea"),
    "roadmap:withdrawal": Page(PRODUCT_MANAGER, get=405, post=302, of="idea"),
    "roadmap:records": Page(READER),
    "roadmap:new_record": Page(PRODUCT_MANAGER, post=422),
    "roadmap:record": Page(READER, of="record"),
    "roadmap:shortlist_file": Page(READER),
    "roadmap:shortlist_markdown": Page(READER),
    "roadmap:exports": Page(READER),
    "roadmap:table": Page(READER),
    "roadmap:schema": Page(ANYBODY),
    "roadmap:next_tool": Page(READER),
    "roadmap:design_history": Page(READER),
    "roadmap:design_history_zip": Page(READER),
    "roadmap:roadmap": Page(READER),
    "roadmap:why": Page(READER, of="idea"),
    "roadmap:place": Page(PRODUCT_MANAGER, post=422, of="idea"),
    "roadmap:parts": Page(PRODUCT_MANAGER, post=422, of="idea"),
    "roadmap:deletion": Page(PRODUCT_MANAGER, post=302, of="left"),
    # Columns of which nothing is said stay as they are.
    "roadmap:horizons": Page(PRODUCT_MANAGER, post=302),
    "roadmap:needs": Page(READER, post=422, who_posts=PRODUCT_MANAGER, of="idea"),
    "roadmap:needs_deletion": Page(PRODUCT_MANAGER, get=405, post=302, of="idea"),
    "roadmap:dependencies": Page(READER),
    "roadmap:dependencies_picture": Page(READER),
    "roadmap:change_load": Page(READER),
    "roadmap:screen": Page(READER),
    "roadmap:publication": Page(PRODUCT_MANAGER, post=422),
    "roadmap:publication_check": Page(PRODUCT_MANAGER, get=405, post=422),
    "roadmap:new_published_version": Page(PRODUCT_MANAGER, get=405, post=422),
    "roadmap:publication_done": Page(PRODUCT_MANAGER),
    "roadmap:published_versions": Page(READER),
    "roadmap:publication_withdrawal": Page(PRODUCT_MANAGER, post=302),
    "roadmap:published": Page(ANYBODY, of="publication"),
    "roadmap:published_version": Page(ANYBODY, of="publication"),
    "roadmap:published_changes": Page(ANYBODY, of="publication"),
    "workshops:enter_code": Page(ANYBODY, post=422),
    "workshops:join": Page(ANYBODY, post=422, state="open"),
    "workshops:ballot": Page(VOTER, state="voting"),
    "workshops:voter_state": Page(VOTER, state="voting"),
    "workshops:joining": Page(VOTER, get=405, post=302, state="voting"),
    "workshops:link": Page(VOTER, state="voting"),
    "workshops:link_qr": Page(VOTER, state="voting"),
    # A key that is nobody's leads to the page where one joins, as does a wrong code.
    "workshops:go_on": Page(ANYBODY, get=302, post=302, state="voting"),
    "workshops:score": Page(VOTER, post=302, of="candidate", state="voting"),
    "workshops:check": Page(VOTER, state="voting"),
    "workshops:submission": Page(VOTER, get=405, post=302, state="voting"),
    "workshops:submitted": Page(VOTER, get=302, state="voting"),
    "workshops:ideas": Page(VOTER, post=422, state="voting"),
    "workshops:voter_results": Page(VOTER, state="finished"),
    "workshops:voter_candidate_result": Page(VOTER, state="finished"),
    "workshops:guest": Page(VOTER, of_round=True),
    "workshops:guest_state": Page(VOTER, of_round=True),
    "workshops:guest_missing": Page(VOTER, get=405, post=422, of_round=True),
    "workshops:guest_stance": Page(VOTER, post=422, of="idea", of_round=True),
    "workshops:agreement_round": Page(ORGANISER),
    "workshops:round_opening": Page(ORGANISER, get=405, post=302),
    "workshops:round_closing": Page(ORGANISER, get=405, post=302),
    "workshops:round_qr": Page(ORGANISER),
    "workshops:placement": Page(ORGANISER, post=422, of="idea"),
    "workshops:quick": Page(ACCOUNT, post=422),
    "workshops:ranking": Page(READER),
    "workshops:symptoms": Page(READER),
    "workshops:list": Page(READER),
    "workshops:new": Page(ORGANISER, post=422),
    "workshops:workshop": Page(READER, of="workshop"),
    "workshops:change": Page(ORGANISER, post=422, of="workshop"),
    "workshops:candidates": Page(ORGANISER, post=422, of="workshop"),
    "workshops:new_criterion": Page(ORGANISER, post=422, of="workshop"),
    "workshops:criterion": Page(ORGANISER, post=422, of="workshop"),
    "workshops:criterion_deletion": Page(ORGANISER, post=302, of="workshop"),
    "workshops:withdrawal": Page(ORGANISER, post=422, of="workshop", state="voting"),
    "workshops:put_back": Page(ORGANISER, get=405, post=302, of="workshop", state="voting"),
    "workshops:deletion": Page(ORGANISER, post=302, of="workshop"),
    "workshops:copies": Page(ORGANISER, get=405, post=302, of="workshop", state="finished"),
    "workshops:presets": Page(ORGANISER, post=422, of="workshop"),
    "workshops:new_preset": Page(ORGANISER, post=422, of="workshop"),
    "workshops:preset_deletion": Page(ORGANISER, post=302, of="workshop"),
    "workshops:preview": Page(ORGANISER, of="workshop"),
    "workshops:opening": Page(ORGANISER, get=405, post=302, of="workshop"),
    "workshops:voting": Page(ORGANISER, get=405, post=302, of="workshop", state="open"),
    "workshops:closing": Page(ORGANISER, get=405, post=302, of="workshop", state="voting"),
    "workshops:reopening": Page(ORGANISER, get=405, post=302, of="workshop", state="closed"),
    "workshops:finishing": Page(ORGANISER, post=302, of="workshop", state="closed"),
    "workshops:release": Page(ORGANISER, get=405, post=302, of="workshop", state="finished"),
    "workshops:progress": Page(ORGANISER, of="workshop", state="voting"),
    "workshops:people": Page(ORGANISER, of="workshop", state="voting"),
    "workshops:paper": Page(ORGANISER, post=422, of="workshop", state="voting"),
    "workshops:setting_aside": Page(ORGANISER, post=422, of="workshop", state="voting"),
    "workshops:bringing_back": Page(ORGANISER, get=405, post=302, of="workshop", state="voting"),
    "workshops:qr": Page(ORGANISER, of="workshop", state="voting"),
    "workshops:place": Page(ORGANISER, get=405, post=302, of="workshop", state="voting"),
    "workshops:timebox": Page(ORGANISER, get=405, post=422, of="workshop", state="voting"),
    "workshops:timebox_end": Page(ORGANISER, get=405, post=302, of="workshop", state="voting"),
    "workshops:screen": Page(ORGANISER, of="workshop", state="voting"),
    "workshops:results": Page(READER, of="workshop", state="finished"),
    "workshops:discussion": Page(READER, of="workshop", state="finished"),
    "workshops:notes": Page(ORGANISER, post=422, of="workshop", state="finished"),
    "workshops:note": Page(ORGANISER, post=422, of="workshop", state="finished"),
    "workshops:note_deletion": Page(ORGANISER, post=302, of="workshop", state="finished"),
    "workshops:second_round": Page(ORGANISER, post=422, of="workshop", state="finished"),
    "workshops:before": Page(READER, of="workshop", state="second round"),
    "workshops:candidate_result": Page(READER, of="workshop", state="finished"),
    "workshops:what_if": Page(READER, of="workshop", state="finished"),
    "workshops:crossing": Page(READER, of="workshop", state="finished"),
    "workshops:results_csv": Page(READER, of="workshop", state="finished"),
    "workshops:results_xlsx": Page(READER, of="workshop", state="finished"),
    "workshops:results_ods": Page(READER, of="workshop", state="finished"),
    "workshops:results_json": Page(READER, of="workshop", state="finished"),
    "workshops:ballots_csv": Page(READER, of="workshop", state="finished"),
    "ideation:list": Page(READER),
    "ideation:new": Page(MEMBER, post=422),
    "ideation:scope": Page(READER),
    "ideation:themes": Page(READER),
    "ideation:new_theme": Page(MEMBER, get=405, post=422),
    "ideation:wall": Page(READER),
    "ideation:moves": Page(MEMBER, get=405, post=422),
    "ideation:told": Page(READER, get=405, post=302),
    "ideation:merging": Page(MEMBER, post=422),
    "ideation:merging_selection": Page(MEMBER, get=405, post=302),
    "ideation:merging_undoing": Page(MEMBER, get=405, post=302, of="idea"),
    "ideation:theme": Page(MEMBER, post=422, of="theme"),
    "ideation:theme_deletion": Page(MEMBER, post=302, of="theme"),
    "ideation:new_import": Page(MEMBER, post=422),
    "ideation:import_columns": Page(MEMBER, post=422, of="draft_ideas"),
    "ideation:import_preview": Page(MEMBER, post=422, of="draft_ideas"),
    "ideation:import": Page(READER, of="imported_ideas"),
    "ideation:import_deletion": Page(MEMBER, post=302, of="draft_ideas"),
    "overview:gaps": Page(READER),
    "ideation:change": Page(MEMBER, post=422, of="idea"),
    "ideation:deletion": Page(MEMBER, post=409, of="idea"),
    "ideation:scope_state": Page(READER),
    "ideation:scope_screen": Page(ORGANISER),
    "ideation:several": Page(ORGANISER, post=422),
    "ideation:confirmation": Page(PRODUCT_MANAGER, post=422),
    "ideation:versions": Page(READER),
    "ideation:new_version": Page(ORGANISER, get=405, post=422),
    "ideation:comparison": Page(READER),
    "ideation:agreement": Page(READER),
    "ideation:agreement_state": Page(READER),
    "ideation:stance": Page(MEMBER, post=422, of="idea"),
    "ideation:missing": Page(MEMBER, get=405, post=422),
    # The world has a challenge without an answer.
    "ideation:conclusion": Page(PRODUCT_MANAGER, get=405, post=409),
    "ideation:challenges": Page(READER),
    "ideation:challenge": Page(PRODUCT_MANAGER, post=422),
    "problems:user_groups": Page(READER, post=422, who_posts=ORGANISER),
    "problems:change_user_group": Page(ORGANISER, post=422, of="group"),
    "problems:user_group_deletion": Page(ORGANISER, post=302, of="empty_group"),
    "problems:list": Page(READER),
    "problems:new": Page(MEMBER, post=422),
    "problems:choosing": Page(MEMBER, post=302),
    "problems:new_import": Page(MEMBER, post=422),
    "problems:import_columns": Page(MEMBER, post=422, of="draft_import"),
    "problems:import_preview": Page(MEMBER, post=302, of="draft_import"),
    "problems:import": Page(READER, post=422, who_posts=MEMBER, of="imported"),
    "problems:import_deletion": Page(MEMBER, post=302, of="draft_import"),
    "problems:parked": Page(READER),
    "problems:duplicates": Page(READER),
    "problems:duplicates_hint": Page(MEMBER, get=204),
    "problems:merging": Page(MEMBER, post=422, of="problem"),
    "problems:merging_undoing": Page(MEMBER, get=405, post=302, of="problem"),
    "problems:difference": Page(MEMBER, get=405, post=302, of="problem"),
    "problems:difference_deletion": Page(MEMBER, get=405, post=302, of="problem"),
    "problems:serving": Page(MEMBER, post=302, of="business_problem"),
    "problems:change": Page(MEMBER, post=422, of="problem"),
    "problems:state": Page(MEMBER, post=422, of="problem"),
    "problems:root": Page(MEMBER, post=422, of="problem"),
    "problems:root_deletion": Page(MEMBER, get=405, post=302, of="problem"),
    "problems:framing": Page(MEMBER, post=422, of="problem"),
    "problems:sentence": Page(MEMBER, get=405, post=200, of="problem"),
    "problems:framing_comparison": Page(READER, of="problem"),
    "problems:framing_versions": Page(READER, of="problem"),
    "problems:framing_version": Page(READER, of="problem"),
    "problems:framing_restoration": Page(MEMBER, get=405, post=302, of="problem"),
    "problems:deletion": Page(MEMBER, post=409, of="problem"),
    "problems:tree": Page(READER),
    "problems:tree_links": Page(MEMBER, get=405, post=422),
    "problems:tree_links_deletion": Page(MEMBER, get=405, post=422),
    "problems:map": Page(READER),
    "problems:map_list": Page(READER),
    "problems:map_round": Page(MEMBER, post=302),
    "problems:stages": Page(READER, post=422, who_posts=MEMBER),
    "problems:stage": Page(READER),
    "problems:change_stage": Page(MEMBER, post=422),
    "problems:stage_up": Page(MEMBER, get=405, post=302),
    "problems:stage_down": Page(MEMBER, get=405, post=302),
    "problems:stage_deletion": Page(MEMBER, post=302),
    "problems:placements": Page(MEMBER, get=405, post=422),
    "problems:placements_deletion": Page(MEMBER, get=405, post=422),
    "problems:problem_stages": Page(MEMBER, post=302, of="problem"),
    "problems:documents": Page(READER),
    "problems:new_document": Page(MEMBER, post=422),
    "problems:document": Page(READER),
    "problems:change_document": Page(MEMBER, post=422),
    "problems:document_deletion": Page(MEMBER, post=302),
    "problems:evidence_list": Page(READER),
    "problems:new_evidence": Page(MEMBER, post=422),
    "problems:change_evidence": Page(MEMBER, post=422, of="evidence"),
    "problems:evidence_deletion": Page(MEMBER, post=302, of="evidence"),
    "problems:questions": Page(READER),
    "problems:new_question": Page(MEMBER, post=422),
    "problems:change_question": Page(MEMBER, post=422, of="question"),
    "problems:answer": Page(MEMBER, post=422, of="question"),
    "problems:reopening": Page(MEMBER, get=405, post=302, of="question"),
    "problems:question_deletion": Page(MEMBER, post=302, of="question"),
    "teams:account": Page(ACCOUNT),
    "teams:account_name": Page(ACCOUNT, post=422),
    "teams:account_deletion": Page(ACCOUNT, post=422),
    "teams:join": Page(INVITED, post=302, who_posts=ACCOUNT | INVITED),
    "teams:list": Page(ACCOUNT),
    "teams:new": Page(ACCOUNT, post=422),
    "teams:people": Page(READER),
    "teams:role": Page(ORGANISER, post=422),
    "teams:removal": Page(ORGANISER, post=302),
    "teams:former": Page(ORGANISER),
    "teams:erasure": Page(ORGANISER, post=302),
    "teams:new_invitation": Page(ORGANISER, post=422),
    "teams:invitation": Page(ORGANISER),
    "teams:renewal": Page(ORGANISER, get=405, post=302),
    "teams:withdrawal": Page(ORGANISER, post=302),
    "teams:settings": Page(ORGANISER, post=422),
    "teams:history": Page(READER),
    "teams:history_file": Page(READER),
    "teams:history_schema": Page(ANYBODY),
    "account_login": Page(STRANGER, post=422),
    "account_logout": Page(SIGNED_IN, post=302),
    "account_inactive": Page(ANYBODY),
    "account_signup": Page(STRANGER, post=422),
    "account_reauthenticate": Page(ACCOUNT, post=422),
    # Who has not just shown who they are does that first.
    "account_email": Page(ACCOUNT, get=302, post=302),
    "account_set_password": Page(ACCOUNT, get=302, post=302),
    "account_email_link": Page(ACCOUNT, get=405, post=302),
    "account_sign_in_again": Page(ACCOUNT),
    "account_email_verification_sent": Page(ANYBODY),
    "account_change_password": Page(ACCOUNT, post=422),
    "account_reset_password": Page(ANYBODY, post=422),
    "account_request_login_code": Page(STRANGER, post=422),
    "account_confirm_login_code": Page(ANYBODY, get=302, post=302),
    "account_confirm_email": Page(ACCOUNT, get=404, post=404),
    "account_reset_password_from_key_done": Page(ANYBODY),
    "account_reset_password_from_key": Page(ANYBODY, post=422),
    "account_reset_password_done": Page(ANYBODY),
    "socialaccount_connections": Page(ACCOUNT, get=302, post=302),
    "socialaccount_signup": Page(ANYBODY, get=302, post=302),
    "socialaccount_login_cancelled": Page(ANYBODY),
    # Where no provider is set up there is none.
    "openid_connect_login": Page(ANYBODY, get=404, post=404),
    "openid_connect_callback": Page(ANYBODY, get=404, post=404),
    "usersessions_list": Page(ACCOUNT, post=302),
    "usersessions_ending": Page(ACCOUNT, get=405, post=404),
    "mfa_index": Page(ACCOUNT),
    "mfa_authenticate": Page(ANYBODY, get=302, post=302),
    # Shown to who has a second factor.
    "mfa_reauthenticate": Page(ACCOUNT, get=302, post=302),
    "mfa_reauthenticate_webauthn": Page(ACCOUNT, get=302, post=302),
    "mfa_activate_totp": Page(ACCOUNT, get=302, post=302),
    "mfa_deactivate_totp": Page(ACCOUNT, get=404, post=404),
    "mfa_view_recovery_codes": Page(ACCOUNT, get=404),
    "mfa_generate_recovery_codes": Page(ACCOUNT, get=302, post=302),
    "mfa_download_recovery_codes": Page(ACCOUNT, get=404),
    "mfa_list_webauthn": Page(ACCOUNT, get=302, post=302),
    "mfa_add_webauthn": Page(ACCOUNT, get=302, post=302),
    "mfa_edit_webauthn": Page(ACCOUNT, get=302, post=302, of="group"),
    "mfa_remove_webauthn": Page(ACCOUNT, get=302, post=302, of="group"),
    "mfa_login_webauthn": Page(STRANGER, post=422),
}


@dataclass(frozen=True)
class Address:
    name: str
    # What its path takes, such as a slug and a number.
    takes: frozenset[str]

    def of(self, world: World) -> str:
        return self.path(self.values(world))

    def path(self, values: dict[str, Any]) -> str:
        return reverse(self.name, kwargs={key: values[key] for key in self.takes})

    def values(self, world: World) -> dict[str, Any]:
        page = PAGES[self.name]
        workshop = world.workshops[page.state]
        named = {"workshop": workshop, "candidate": workshop.candidates.first()}
        thing = named.get(page.of) or getattr(world, page.of, None)
        return {
            "slug": world.team.slug,
            "number": getattr(thing, "number", None),
            # Where nothing is meant, a number that nothing has.
            "pk": getattr(thing, "pk", 10**9),
            "group": getattr(thing, "pk", None),
            "code": world.round.code if page.of_round else workshop.code,
            "challenge": world.challenge.pk,
            "candidate": workshop.candidates.first().number,
            "other": workshop.candidates.first().number,
            "criterion": workshop.criteria.get(position=0).pk,
            "person": getattr(workshop.participants.first(), "pk", None),
            "needed": world.needed.number,
            "preset": world.preset.pk,
            # Both have two.
            "version": 2,
            "note": world.note.pk,
            "stage": world.stage.pk,
            "document": world.document.pk,
            "member": world.other_member.pk,
            "user": world.other_member.user_id,
            "invitation": world.invitation.pk,
            "token": getattr(thing, "token", world.invitation.token),
            "table": "ideas",
            "ending": "csv",
            "tool": "jira",
            "uidb36": "1",
            "provider_id": "sso",
            "key": "set-password",
        }


def _addresses(resolver: URLResolver, before: str = "", takes: frozenset[str] = frozenset()) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        its = takes | set(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern, f"{before}{pattern.namespace}:" if pattern.namespace else before, its)
        else:
            yield Address(f"{before}{pattern.name}", its)


ADDRESSES = list(_addresses(get_resolver()))
