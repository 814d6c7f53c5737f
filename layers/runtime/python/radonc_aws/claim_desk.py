"""Claims and authorizations that come one at a time: reviewed against the stored history, or stored and decided."""

from dataclasses import dataclass
from typing import Any, Self

from radonc.policy_book import PolicyBook
from radonc.records import AuthorizationRecord, Problem, Record, RecordError
from radonc_aws import clients
from radonc_aws.adjudication import Delivery, Judgement, judge_patient, settle
from radonc_aws.admission import Admitted, admit
from radonc_aws.authorization_index import AuthorizationIndex, index_name
from radonc_aws.caller import Caller
from radonc_aws.claim_files import ClaimFiles
from radonc_aws.course_store import CourseStore
from radonc_aws.policies import deciding_book
from radonc_aws.refusals import ClaimIdTakenError, MissingError
from radonc_aws.revisions import RevisionBus, publish_single
from radonc_aws.settings import LineEditSettings, PrecertLookupSettings


@dataclass(frozen=True)
class ClaimDesk:
    """What it takes to answer for single records."""

    store: CourseStore
    book: PolicyBook
    files: ClaimFiles
    bus: RevisionBus
    authorizations: AuthorizationIndex
    key: bytes

    @classmethod
    def of(cls, settings: LineEditSettings | PrecertLookupSettings) -> Self:
        """Open the desk of a deployment, under the tables in use now."""
        return cls(
            store=CourseStore(clients.dynamodb(), settings.course_table),
            book=deciding_book(settings),
            files=ClaimFiles(clients.s3(), settings.claim_bucket),
            bus=RevisionBus(clients.events(), settings.event_bus),
            authorizations=AuthorizationIndex(clients.dynamodb(), settings.course_table),
            key=clients.member_key(settings.member_key_secret),
        )

    def review(self, body: str, caller: Caller) -> dict[str, Any]:
        """Decide a claim as if it were stored; nothing is."""
        claim = self._admit(body, "claim", caller)
        state = self.store.load(claim.patient)
        records = state.records() if state else {}
        return _answer(judge_patient({**records, claim.version.name: claim.record}, self.book), claim)

    def submit(self, body: str, caller: Caller) -> dict[str, Any]:
        """Store a claim and decide it; what it changed is published as revisions."""
        claim = self._admit(body, "claim", caller)
        return _answer(self._settle(claim), claim)

    def notify(self, body: str, caller: Caller) -> dict[str, Any]:
        """Store an authorization; claims it re-decides are published as revisions."""
        authorization = self._admit(body, "authorization", caller)
        self._settle(authorization)
        number = authorization.record.model_dump()["authorization_number"]
        self.authorizations.enter({index_name(number, self.key)}, authorization.record.payer, authorization.patient)
        return _shown(authorization.record)

    def authorization(self, number: str, caller: Caller) -> dict[str, Any]:
        """Show the records of an authorization number; they count together (D-08)."""
        entered = self.authorizations.patients(index_name(number, self.key))
        states = [self.store.load(patient) for payer, patient in entered if caller.sees(payer)]
        records = [record for state in states if state for record in state.records().values()]
        own = [r for r in records if isinstance(r, AuthorizationRecord) and r.authorization_number == number]
        if not own:
            raise MissingError("authorization")
        return {"authorization_number": number, "records": [_shown(record) for record in own]}

    def _admit(self, body: str, kind: str, caller: Caller) -> Admitted:
        admitted = admit(body, self.book, key=self.key)
        if admitted.record.type != kind:
            raise RecordError((Problem("type", f"must be '{kind}' here"),))
        caller.must_act_for(admitted.record.payer)
        return admitted

    def _settle(self, admitted: Admitted) -> Judgement:
        """A record is its own delivery: sending it again repeats the same outcome."""
        delivery = Delivery(admitted.version.name, admitted.patient, admitted.record.payer, (admitted.version,))
        outcome = settle(delivery, self.store, self.book)
        publish_single(outcome.revisions, self.files, self.bus)
        return outcome.judgement


def _shown(record: Record) -> dict[str, Any]:
    """Show a record without its member."""
    return record.model_dump(mode="json", exclude={"member_id"})


def _answer(judgement: Judgement, claim: Admitted) -> dict[str, Any]:
    refusal = judgement.refusals.get(claim.version.name)
    if refusal is not None:
        raise ClaimIdTakenError(refusal) if refusal.problems[0].field == "claim_id" else refusal
    return judgement.decisions[claim.version.name]
