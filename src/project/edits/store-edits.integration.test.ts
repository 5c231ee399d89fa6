import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { Decimal128, Double, Int32 } from 'bson'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createServedProject } from '../../../test/support/served-project.js'
import { createTestUser, type SignedInUser } from '../../../test/support/api-caller.js'
import { startTestServices, type TestServices } from '../../../test/support/test-services.js'
import { getEndpoints } from '../../../test/support/get-endpoints.js'
import { defineEntity } from '../../domain/entities/entity.js'
import {
  date,
  decimal,
  double,
  integer,
  json,
  nullable,
  oneOf,
  optional,
  text,
  timestamp,
  uuid,
} from '../../domain/entities/field.js'
import { extendEntities } from '../../domain/entities/registry.js'
import { openRecordSources } from '../../inspect/records/open-record-sources.js'
import type { RecordSources } from '../../inspect/records/record-view.js'
import { listTraces } from '../traces/list-traces.js'
import type { Edit, EditForm } from './edit.js'
import { RecordEdits } from './record-edits.js'

const ID = '018f823c-25b8-7349-91eb-b35da0034245'

const cage = defineEntity({
  name: 'cage',
  plural: 'cages',
  place: { store: 'postgres', table: 'cages' },
  id: { fields: ['id'] },
  fields: {
    id: uuid(),
    label: text(),
    kind: oneOf(['small', 'large']),
    price: decimal(),
    size: integer(),
    is_open: nullable(text()),
    built: timestamp(),
    owner_id: nullable(uuid()),
  },
  references: [{ field: 'owner_id', label: 'owner', entity: 'user' }],
  title: ({ label }) => label,
})
const pet = defineEntity({
  name: 'pet',
  plural: 'pets',
  place: { store: 'mongo', collection: 'pets' },
  id: { fields: ['_id'], prefix: 'pet_' },
  fields: {
    _id: text(),
    name: text(),
    weight: double(),
    legs: integer(),
    price: decimal(),
    born: date(),
    note: optional(text()),
    food: json(),
  },
  title: ({ name }) => name,
})
const visit = defineEntity({
  name: 'visit',
  plural: 'visits',
  place: { store: 'dynamodb', sortKeyPrefix: 'VISIT#' },
  id: { fields: ['id'] },
  fields: { id: uuid(), day: text(), reason: text(), cost: decimal(), GSI1PK: text(), GSI1SK: text() },
  keys: {
    names: ['PK', 'SK', 'GSI1PK', 'GSI1SK'],
    derive: ({ id, day, reason }) => ({
      keys: {
        PK: 'PET#1',
        SK: `VISIT#${String(day)}#${String(id)}`,
        GSI1PK: 'VISITS',
        GSI1SK: String(reason),
      },
    }),
  },
  title: ({ reason }) => reason,
})

let under: TestServices
let owner: SignedInUser
let sources: RecordSources & AsyncDisposable
let edits: RecordEdits
let home: string
beforeAll(async () => {
  under = await startTestServices()
  owner = await createTestUser(under.gateway, 'The Keepers')
  const { postgres, mongo, dynamodb } = under.stores
  await postgres.pool.query(
    `CREATE TABLE cages (id uuid PRIMARY KEY, label text, kind text, price numeric, size int, is_open boolean,
       built timestamptz, owner_id uuid, tags text[], extra jsonb);
     INSERT INTO cages VALUES ('${ID}', 'It''s one', 'small', 12.50, 3, true, '2024-05-01 10:00:00.123456+00',
       NULL, '{a,b}', '{"a": 1}')`,
  )
  await postgres.pool.query('ALTER TABLE users ADD COLUMN nickname text')
  await mongo.db.collection('pets').insertOne({
    _id: `pet_${ID}` as never,
    name: 'Rex',
    weight: new Double(4),
    legs: new Int32(4),
    price: Decimal128.fromString('10.50'),
    born: new Date('2020-01-02T03:04:05.678Z'),
    food: { meat: new Double(1), at: new Date(0) },
  })
  const item = {
    PK: 'PET#1',
    SK: `VISIT#2024-05-01#${ID}`,
    id: ID,
    day: '2024-05-01',
    reason: 'limps',
    cost: 10,
  }
  const keys = { GSI1PK: 'VISITS', GSI1SK: 'limps', vets: new Set(['Kim']) }
  await dynamodb.client.send(
    new PutItemCommand({ TableName: dynamodb.table, Item: marshall({ ...item, ...keys }) }),
  )
  sources = await openRecordSources(getEndpoints(under.stores), extendEntities([cage, pet, visit]))
  const project = createServedProject(under)
  ;({ home } = project.config)
  const recorded = { config: project.config, state: project.state() }
  edits = new RecordEdits(
    'inspect',
    () => recorded,
    async () => Promise.resolve(sources),
  )
})
afterAll(async () => {
  await sources[Symbol.asyncDispose]()
  await under[Symbol.asyncDispose]()
})

test.each([
  [
    'cage',
    { label: "It's two", kind: 'large', price: '12.75', size: 4, is_open: null, extra: { b: [1] } },
    "SET \"label\" = 'It''s two'",
    'tags',
  ],
  [
    'pet',
    { name: 'Max', weight: 4.5, legs: 3, price: '11', born: '2021-01-01T00:00:00.000Z', note: 'x', food: [] },
    '"name":"Max"',
    'weight',
  ],
  [
    'visit',
    { reason: 'sneezes', cost: '12.5', vets: ['Kim', 'Lee'] },
    'SET GSI1SK = {"S":"sneezes"}',
    'cost',
  ],
] as const)(
  'a record of an own entity is edited in its store: %s',
  async (kind, change, statement, field) => {
    const before = await readStored(kind)
    const form = await edits.open(kind, ID)
    expect(form).toMatchObject({ id: ID, store: sources.entities.get(kind).place.store })
    expect(form).not.toHaveProperty('service')
    const names = form.fields.map(({ name }) => name)
    expect(names).toContain(field)
    for (const hidden of ['id', '_id', 'PK', 'SK', 'GSI1PK']) expect(names).not.toContain(hidden)

    const preview = await edits.preview(toEdit(form, change))
    expect(preview.statement).toContain(statement)
    expect(preview.warning).toMatch(/^Straight to (?:postgres|mongo|dynamodb)\. No service/)
    expect(preview).not.toHaveProperty('conflict')
    expect(preview.changes.map((each) => each.field)).toEqual(Object.keys(change))
    expect(await readStored(kind)).toEqual(before)

    const { traceId } = await edits.save(toEdit(form, change))
    const [trace] = await listTraces(home, 1)
    expect(trace).toMatchObject({
      traceId,
      name: `edit ${kind}: ${Object.keys(change).join(', ')}`,
      attributes: {
        'homemanager.records': [`${kind} ${ID}`],
        'homemanager.correlation_id': expect.stringMatching(/^inspect-/) as string,
      },
    })
    const values = Object.fromEntries(
      (await edits.open(kind, ID)).fields.map(({ name, value }) => [name, value]),
    )
    for (const [name, value] of Object.entries(change))
      expect([name, String(values[name])]).toEqual([name, String(value)])

    // Exactly what it was, with its types.
    await edits.undo(kind, ID)
    expect(await readStored(kind)).toEqual(before)
    await expect(edits.undo(kind, ID)).rejects.toMatchObject({ code: 'NOTHING_TO_UNDO' })
  },
)

test.each(['cage', 'pet', 'visit'] as const)('a change meanwhile is a conflict: %s', async (kind) => {
  const field = { cage: 'label', pet: 'name', visit: 'reason' }[kind]
  const form = await edits.open(kind, ID)
  const seen = Object.fromEntries(form.fields.map(({ name, value }) => [name, value ?? null]))
  const other = { cage: 'size', pet: 'legs', visit: 'cost' }[kind]
  await edits.save(toEdit(await edits.open(kind, ID), { [other]: 7 }))
  const edit = toEdit(form, { [field]: 'changed' })
  await expect(edits.save(edit)).rejects.toMatchObject({ code: 'EDIT_CONFLICT' })
  const { conflict } = await edits.preview({ ...edit, seen })
  expect(conflict?.changes.map((each) => [each.field, String(each.after)])).toEqual([[other, '7']])
  await edits.save({ ...edit, revision: conflict?.revision ?? '' })
  // The other edit is not the last one any more.
  await edits.undo(kind, ID)
  await expect(edits.undo(kind, ID)).rejects.toMatchObject({ code: 'NOTHING_TO_UNDO' })
})

test('an edit that was overwritten is not undone', async () => {
  await edits.save(toEdit(await edits.open('pet', ID), { name: 'Ace' }))
  await under.stores.mongo.db
    .collection('pets')
    .updateOne({ _id: `pet_${ID}` as never }, { $set: { name: 'Bo' } })
  await expect(edits.undo('pet', ID)).rejects.toMatchObject({
    code: 'EDIT_CONFLICT',
    message: 'The record was changed after your edit, so the edit is not undone.',
  })
  await expect(edits.undo('pet', ID)).rejects.toMatchObject({ code: 'NOTHING_TO_UNDO' })
  expect(await readStored('pet')).toMatchObject({ name: 'Bo' })
})

test('values that are not possible are refused before anything is written', async () => {
  const form = await edits.open('visit', ID)
  await expect(edits.preview(toEdit(form, { day: '2024-06-01' }))).rejects.toMatchObject({
    code: 'EDIT_INVALID',
    message: expect.stringContaining('SK, the primary key of the item'),
  })
  await expect(edits.preview(toEdit(form, { cost: 'much' }))).rejects.toMatchObject({ code: 'EDIT_INVALID' })
  const row = await edits.open('cage', ID)
  await expect(edits.save(toEdit(row, { size: 'big' }))).rejects.toMatchObject({ code: 'STORE_ERROR' })
  const dangling = await edits.preview(toEdit(row, { owner_id: ID }))
  expect(dangling.references).toMatchObject([{ field: 'owner', state: 'dangling' }])
})

test('an own column of a user is edited in the store, the others by the service', async () => {
  const form = await edits.open('user', owner.id)
  expect(form).toMatchObject({ service: 'identity', version: 2, store: 'postgres' })
  const own = form.fields.filter(({ store }) => store !== undefined)
  expect(own.map(({ name }) => name)).toEqual(['nickname'])
  const both = toEdit(form, { nickname: 'Lex', display_name: 'Alex' })
  await expect(edits.preview(both)).rejects.toMatchObject({ code: 'EDIT_MIXED' })
  await edits.save(toEdit(form, { nickname: 'Lex' }))
  const read = async (): Promise<object | undefined> =>
    (await under.stores.postgres.pool.query('SELECT nickname, version FROM users WHERE nickname IS NOT NULL'))
      .rows[0]
  expect(await read()).toEqual({ nickname: 'Lex', version: 2 })
  await edits.undo('user', owner.id)
  expect(await read()).toBeUndefined()
})

test('records that a service owns but does not change cannot be edited', async () => {
  await expect(edits.open('category', 'groceries')).rejects.toMatchObject({
    code: 'NOT_EDITABLE',
    message: 'No service changes categories.',
  })
})

function toEdit({ kind, id, version, revision }: EditForm, change: Edit['change']): Edit {
  return {
    kind,
    id,
    change,
    ...(version === undefined ? {} : { version }),
    ...(revision === undefined ? {} : { revision }),
  }
}

/** With the types of the store. */
async function readStored(kind: 'cage' | 'pet' | 'visit'): Promise<unknown> {
  const { postgres, mongo } = under.stores
  if (kind === 'cage') return (await postgres.pool.query('SELECT cages::text FROM cages')).rows[0]
  if (kind === 'pet') return mongo.db.collection('pets').findOne({}, { promoteValues: false })
  return sources.dynamodb.get({ PK: { S: 'PET#1' }, SK: { S: `VISIT#2024-05-01#${ID}` } })
}
