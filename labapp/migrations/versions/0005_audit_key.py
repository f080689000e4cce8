"""The key of the hash chain of the audit trail

A log that has entries stays without a key until `flask --app wsgi audit install-key`: until every instance runs this
version, an older one would still append entries without a key. A downgrade forgets which key was installed: entries
written after it do not fit the chain.

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-26 02:50:14.208114

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('event_counter', schema=None) as batch_op:
        batch_op.add_column(sa.Column('key_id', sa.String(length=16), nullable=True))


def downgrade():
    with op.batch_alter_table('event_counter', schema=None) as batch_op:
        batch_op.drop_column('key_id')
