"""The refresh token that a session spent last, and when

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-24 15:45:02.118340

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('auth_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('spent_jti', sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column('spent_at', sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table('auth_session', schema=None) as batch_op:
        batch_op.drop_column('spent_at')
        batch_op.drop_column('spent_jti')
