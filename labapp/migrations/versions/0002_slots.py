"""Opening hours by weekday, cut into slots with a capacity

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-24 12:55:20.414233

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('location', schema=None) as batch_op:
        batch_op.add_column(sa.Column('schedule', sa.JSON(none_as_null=True), nullable=True))
        # Locations that are there already have no hours: what holds for them is what a new one begins with.
        batch_op.add_column(sa.Column('timezone', sa.String(length=64), nullable=False, server_default='America/Lima'))
        batch_op.add_column(sa.Column('slot_minutes', sa.Integer(), nullable=False, server_default='15'))
        batch_op.add_column(sa.Column('slot_capacity', sa.Integer(), nullable=False, server_default='4'))
        batch_op.create_check_constraint(op.f('ck_location_slot_minutes'), 'slot_minutes BETWEEN 5 AND 240')
        batch_op.create_check_constraint(op.f('ck_location_slot_capacity'), 'slot_capacity BETWEEN 1 AND 1000')

    with op.batch_alter_table('location', schema=None) as batch_op:
        for name in ('timezone', 'slot_minutes', 'slot_capacity'):
            batch_op.alter_column(name, server_default=None)


def downgrade():
    with op.batch_alter_table('location', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_location_slot_capacity'), type_='check')
        batch_op.drop_constraint(op.f('ck_location_slot_minutes'), type_='check')
        batch_op.drop_column('slot_capacity')
        batch_op.drop_column('slot_minutes')
        batch_op.drop_column('timezone')
        batch_op.drop_column('schedule')
