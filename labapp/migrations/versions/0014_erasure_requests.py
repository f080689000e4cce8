"""Requests for erasure

A downgrade forgets the open requests and the reasons of declined ones.

Revision ID: 0014
Revises: 0013
Create Date: 2026-11-26 16:20:00.000000

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'erasure_request',
        sa.Column('user_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('status', sa.String(length=10), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('reason', sa.String(length=500), nullable=True),
        sa.CheckConstraint("status IN ('pending', 'declined', 'done')", name=op.f('ck_erasure_request_status')),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_erasure_request_user_id_user_account')),
        sa.PrimaryKeyConstraint('user_id', name=op.f('pk_erasure_request')),
    )
    with op.batch_alter_table('erasure_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_erasure_request_status'), ['status'], unique=False)


def downgrade():
    op.drop_table('erasure_request')
