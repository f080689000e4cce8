"""Removable contents of entries of the log

New entries have a digest of their contents, which their hash covers; the existing ones keep their hash, which covers
the contents themselves. An earlier version can neither verify the new entries nor redacted ones, and a downgrade
forgets what they need: verify with this version until it is gone for good.

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-26 15:40:00.000000

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('event_log', schema=None) as batch_op:
        batch_op.add_column(sa.Column('content_hash', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('salt', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('redacted_at', sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table('event_log', schema=None) as batch_op:
        batch_op.drop_column('redacted_at')
        batch_op.drop_column('salt')
        batch_op.drop_column('content_hash')
