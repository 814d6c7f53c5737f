"""What each function reads from its environment; the template declares the same names in capitals."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """Settings of one function. Read once, at the first event, never at import."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Take each field from the variable of its name in capitals; raises naming all that are missing."""
        missing = [name.upper() for name in cls.model_fields if name.upper() not in environment]
        if missing:
            raise LookupError(f"{cls.__name__}: not set in the environment: {', '.join(missing)}")
        return cls(**{name: environment[name.upper()] for name in cls.model_fields})


class PolicySettings(Settings):
    """A deployment's own policies, folders separated by colons, and its folder of imported CMS tables.

    Empty means what ships.
    """

    policy_folders: str
    table_folder: str

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders as paths."""
        return tuple(Path(folder) for folder in self.policy_folders.split(":") if folder)

    @property
    def tables(self) -> Path | None:
        """The folder of imported tables as a path."""
        return Path(self.table_folder) if self.table_folder else None


class BucketTableSettings(Settings):
    """Where the tables imported from the bucket are, and how often to look for them: in minutes, 0 for never."""

    claim_bucket: str
    table_check_minutes: int


class DecidingSettings(PolicySettings, BucketTableSettings):
    """What claims are decided under: policies, and tables of a folder or of the bucket."""


class PrecertLookupSettings(DecidingSettings):
    """precert_lookup: authorizations are stored with their patient; revisions go to the bus and the reports."""

    course_table: str
    event_bus: str
    member_key_secret: str


class LineEditSettings(DecidingSettings):
    """line_edit: claims from the API or the claim queue, forwarded to the course queue."""

    course_table: str
    event_bus: str
    member_key_secret: str
    course_queue_url: str


class BatchAnswerSettings(Settings):
    """Formats of a batch's answers beside our own, parted by commas, and the file of their envelope; empty for none."""

    batch_answers: str
    answer_envelope: str

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats: csv, 277ca, 835, fhir."""
        return tuple(name.strip() for name in self.batch_answers.split(",") if name.strip())

    def envelope_text(self) -> str:
        """The envelope file's text."""
        return Path(self.answer_envelope).read_text(encoding="utf-8") if self.answer_envelope else ""


class CourseAggregationSettings(DecidingSettings, BatchAnswerSettings):
    """course_aggregation: patient groups from the course queue, reports to the bucket."""

    course_table: str
    event_bus: str


class TableImportSettings(BucketTableSettings):
    """table_import: files put under tables/ become tables in use."""


class BatchIntakeSettings(PolicySettings, BatchAnswerSettings):
    """batch_intake: objects of the inbox, sent on as parcels of patient groups; large ones in ranges of some bytes."""

    course_table: str
    claim_bucket: str
    claim_queue_url: str
    intake_queue_url: str
    intake_range_bytes: int
    member_key_secret: str


class AccessSettings(Settings):
    """How the API knows its callers: `Bearer` tokens, or `AWS_IAM` signatures."""

    api_access: str


class TokenAuthorizerSettings(Settings):
    """token_authorizer: whose tokens count and how they name scopes and payers; http only for an emulator's issuer."""

    token_issuer: str
    token_audience: str
    token_scope_prefix: str
    token_payers_claim: str
    loopback_issuer: str


class KeptAnswersSettings(Settings):
    """Where first answers to keyed requests are kept."""

    answer_table: str
    member_key_secret: str


class CrossOriginSettings(Settings):
    """Origins whose pages may call the API, separated by commas; an asterisk is any, nothing is none."""

    cors_origins: str
