"""The kind of a session

Sessions from before are those of the app. Administrators sign in to the dashboard once more.

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-26 12:02:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('auth_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=10), server_default='app', nullable=False))
        batch_op.create_check_constraint(batch_op.f('ck_auth_session_kind'), "kind IN ('app', 'dashboard')")


def downgrade():
    with op.batch_alter_table('auth_session', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_auth_session_kind'), type_='check')
        batch_op.drop_column('kind')
