"""How far an account has read its inbox

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-24 13:20:11.502817

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('inbox_read_to', sa.Integer(), nullable=False, server_default='0'))

    # Who has an account already has followed what happened elsewhere: the inbox begins without a heap of old news.
    op.execute('UPDATE user_account SET inbox_read_to = COALESCE((SELECT value FROM event_counter WHERE id = 1), 0)')

    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.alter_column('inbox_read_to', server_default=None)


def downgrade():
    with op.batch_alter_table('user_account', schema=None) as batch_op:
        batch_op.drop_column('inbox_read_to')
