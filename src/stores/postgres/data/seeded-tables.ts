import type { SeededEntity, SeededRecordTypes } from '../../../domain/seeded-entities.js'

export type SqlType =
  | 'uuid'
  | 'character varying(255)'
  | 'character varying(16)'
  | 'text'
  | 'integer'
  | 'timestamp with time zone'
  | 'jsonb'

export interface SeededColumn<Row> {
  readonly name: string
  readonly type: SqlType
  readonly value: (row: Row) => string | number | null
}

/** The table and columns of an entity. */
export interface SeededTable<Row> {
  readonly table: string
  readonly columns: readonly SeededColumn<Row>[]
}

export type PostgresEntity = Extract<SeededEntity, 'families' | 'users' | 'members' | 'events'>

/** The columns that seeding writes, in table order; other columns get their default. */
export const SEEDED_TABLES: { readonly [Kind in PostgresEntity]: SeededTable<SeededRecordTypes[Kind]> } = {
  families: {
    table: 'families',
    columns: [
      { name: 'id', type: 'uuid', value: (row) => row.id },
      { name: 'name', type: 'character varying(255)', value: (row) => row.name },
      { name: 'owner_id', type: 'uuid', value: (row) => row.owner_id },
      { name: 'member_count', type: 'integer', value: (row) => row.member_count },
      { name: 'version', type: 'integer', value: (row) => row.version },
      { name: 'created_at', type: 'timestamp with time zone', value: (row) => row.created_at },
      { name: 'updated_at', type: 'timestamp with time zone', value: (row) => row.updated_at },
    ],
  },
  users: {
    table: 'users',
    columns: [
      { name: 'id', type: 'uuid', value: (row) => row.id },
      { name: 'email', type: 'character varying(255)', value: (row) => row.email },
      { name: 'password_hash', type: 'character varying(255)', value: (row) => row.password_hash },
      { name: 'display_name', type: 'character varying(255)', value: (row) => row.display_name },
      { name: 'family_id', type: 'uuid', value: (row) => row.family_id },
      { name: 'version', type: 'integer', value: (row) => row.version },
      { name: 'created_at', type: 'timestamp with time zone', value: (row) => row.created_at },
      { name: 'updated_at', type: 'timestamp with time zone', value: (row) => row.updated_at },
    ],
  },
  members: {
    table: 'family_members',
    columns: [
      { name: 'family_id', type: 'uuid', value: (row) => row.family_id },
      { name: 'user_id', type: 'uuid', value: (row) => row.user_id },
      { name: 'role', type: 'character varying(16)', value: (row) => row.role },
      { name: 'joined_at', type: 'timestamp with time zone', value: (row) => row.joined_at },
    ],
  },
  events: {
    table: 'platform.event_log',
    columns: [
      { name: 'event_id', type: 'uuid', value: (row) => row.id },
      { name: 'type', type: 'text', value: (row) => row.type },
      { name: 'source', type: 'text', value: (row) => row.source },
      { name: 'subject', type: 'text', value: (row) => row.subject },
      { name: 'time', type: 'timestamp with time zone', value: (row) => row.time },
      { name: 'envelope', type: 'jsonb', value: (row) => JSON.stringify(row) },
    ],
  },
}

export function isPostgresEntity(kind: SeededEntity): kind is PostgresEntity {
  return kind in SEEDED_TABLES
}
