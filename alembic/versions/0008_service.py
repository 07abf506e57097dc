"""What the service remembers of its work.

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_job_run_started_at", "job_run", ["started_at"])
    op.create_index(
        "ix_job_run_fetch", "job_run", ["started_at", "status"], postgresql_where=sa.text("job LIKE 'fetch:%'")
    )
    op.create_index(
        "ix_suite_run_ran", "suite_run", ["suite", "run_id"], postgresql_where=sa.text("status <> 'not_due'")
    )


def downgrade() -> None:
    op.drop_index("ix_suite_run_ran", "suite_run")
    op.drop_index("ix_job_run_fetch", "job_run")
    op.drop_index("ix_job_run_started_at", "job_run")
