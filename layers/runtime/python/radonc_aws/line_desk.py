"""Patient groups between intake and the course fold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from radonc.policy_book import PolicyBook
from radonc_aws import clients
from radonc_aws.claim_files import ClaimFiles
from radonc_aws.claim_queues import LARGEST_BODY, Message, send
from radonc_aws.patient_groups import CourseGroup, edit_group, patient_groups, write_group
from radonc_aws.policies import policy_book
from radonc_aws.queue_bodies import full_body, kept_body
from radonc_aws.settings import LineEditSettings

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True)
class LineDesk:
    """What it takes to edit groups and send them on, one message per patient."""

    files: ClaimFiles
    book: PolicyBook
    sqs: "SQSClient"
    queue_url: str
    key: bytes

    @classmethod
    def of(cls, settings: LineEditSettings) -> Self:
        """Open the desk of a deployment."""
        return cls(
            files=ClaimFiles(clients.s3(), settings.claim_bucket),
            book=policy_book(settings.folders, settings.tables),
            sqs=clients.sqs(),
            queue_url=settings.course_queue_url,
            key=clients.member_key(settings.member_key_secret),
        )

    def forward(self, body: str) -> int:
        """Edit the groups of a parcel and send them to the course queue; returns their number."""
        groups = patient_groups(full_body(self.files, body))
        return send(
            self.sqs, self.queue_url, self._messages(edit_group(group, self.book, self.key) for group in groups)
        )

    def _messages(self, groups: Iterator[CourseGroup]) -> Iterator[Message]:
        for group in groups:
            body = write_group(group)
            if len(body.encode()) > LARGEST_BODY:
                body = kept_body(self.files, f"work/{group.batch_id}/courses/{group.number:07d}.json", body)
            yield Message(body, group=group.patient, deduplication=f"{group.batch_id}-{group.number}")
