"""The last proof of identity of a session

A session from before was proved by its sign-in.

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-26 13:10:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('auth_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True))
    op.execute('UPDATE auth_session SET verified_at = created_at')
    with op.batch_alter_table('auth_session', schema=None) as batch_op:
        batch_op.alter_column('verified_at', existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade():
    with op.batch_alter_table('auth_session', schema=None) as batch_op:
        batch_op.drop_column('verified_at')
