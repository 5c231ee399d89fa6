import { expect, test } from 'vitest'
import type { MongoAction } from './mongo-action.js'
import { findMongoDataEffects } from './mongo-data-effects.js'

const ALL = { q: {}, limit: 0 }

test.each<[MongoAction, readonly string[]]>([
  [{ dropCollection: { collection: 'notes' } }, ['deletes notes whole']],
  [{ command: { delete: 'notes', deletes: [ALL] } }, ['deletes notes']],
  [{ command: { drop: 'notes' } }, ['deletes notes whole']],
  [{ command: { dropDatabase: 1 } }, ['deletes all whole']],
  [{ command: { convertToCapped: 'notes', size: 1 } }, ['deletes notes whole']],
  [{ command: { findAndModify: 'notes', remove: true } }, ['deletes notes']],
  [{ command: { findandmodify: 'notes', remove: 1 } }, ['deletes notes']],
  [{ command: { findAndModify: 'notes', update: { $set: { x: 1 } } } }, ['changes notes']],
  [{ command: { update: 'notes', updates: [{ q: {}, u: { $unset: { x: 1 } } }] } }, ['changes notes']],
  [{ command: { aggregate: 'notes', pipeline: [{ $match: {} }, { $out: 'copy' }] } }, ['deletes copy whole']],
  [{ command: { aggregate: 'notes', pipeline: [{ $out: { db: 'd', coll: 'c' } }] } }, ['deletes c whole']],
  [{ command: { aggregate: 'notes', pipeline: [{ $merge: { into: 'copy' } }] } }, ['changes copy']],
  [{ command: { aggregate: 'notes', pipeline: [{ $match: {} }], cursor: {} } }, []],
  [{ command: { mapReduce: 'notes', out: 'copy' } }, ['deletes copy whole']],
  [{ command: { mapReduce: 'notes', out: { merge: 'copy' } } }, ['changes copy']],
  [{ command: { mapReduce: 'notes', out: { inline: 1 } } }, []],
  [
    {
      command: {
        bulkWrite: 1,
        ops: [{ insert: 0 }, { delete: 1, filter: {} }, { update: 0, filter: {} }],
        nsInfo: [{ ns: 'd.notes' }, { ns: 'd.old.notes' }],
      },
    },
    ['deletes old.notes', 'changes notes'],
  ],
  [{ command: { renameCollection: 'd.a', to: 'd.b', dropTarget: true } }, ['deletes b whole']],
  [{ command: { renameCollection: 'd.a', to: 'd.b' } }, []],
  [{ command: { collMod: 'notes', validator: {} } }, []],
  [{ command: { collMod: 'notes', cappedMax: 1 } }, ['deletes notes']],
  [{ command: { insert: 'notes', documents: [{}] } }, []],
  [{ command: { applyOps: [] } }, ['unknown all']],
  [{ command: {} }, ['unknown all']],
  [{ run: async () => {} }, ['unknown all']],
  [{ createCollection: { collection: 'notes' } }, []],
  [{ setValidator: { collection: 'notes', validator: {} } }, []],
  [{ createIndexes: { collection: 'notes', indexes: [{ name: 'x', key: { x: 1 } }] } }, []],
  [{ dropIndexes: { collection: 'notes', names: ['x'] } }, []],
])('%j deletes or changes %j', (action, expected) => {
  const found = findMongoDataEffects(action)
  expect(
    found.map(
      ({ effect, collection = 'all', whole }) => `${effect} ${collection}${whole === true ? ' whole' : ''}`,
    ),
  ).toEqual(expected)
})
