"""Proposed document numbers

Numbers that accounts have already count as confirmed. A downgrade forgets the open proposals.

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-26 11:30:00.000000

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('proposed_document_number', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('document_proposed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_user_account_document_proposed_at'), ['document_proposed_at'], unique=False)


def downgrade():
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_user_account_document_proposed_at'))
        batch_op.drop_column('document_proposed_at')
        batch_op.drop_column('proposed_document_number')
