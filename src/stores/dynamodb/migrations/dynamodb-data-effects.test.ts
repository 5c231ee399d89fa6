import { expect, test } from 'vitest'
import type { DynamodbAction } from './dynamodb-action.js'
import { findDynamodbDataEffects } from './dynamodb-data-effects.js'

test.each<[DynamodbAction, readonly object[]]>([
  [{ deleteTable: {} }, [{ effect: 'deletes', whole: true }]],
  [{ deleteTable: { table: 'notes' } }, [{ effect: 'deletes', whole: true, table: 'notes' }]],
  [{ statement: `DELETE FROM "my-notes" WHERE pk = 'a'` }, [{ effect: 'deletes', table: 'my-notes' }]],
  [{ statement: `-- all\ndelete from notes where pk = 'a'` }, [{ effect: 'deletes', table: 'notes' }]],
  [
    { statement: `UPDATE "notes" REMOVE title WHERE pk = 'DELETE FROM x'` },
    [{ effect: 'changes', table: 'notes' }],
  ],
  [{ statement: `INSERT INTO "notes" VALUE {'pk': 'UPDATE'}` }, []],
  [{ statement: `SELECT * FROM "notes"` }, []],
  [{ statement: `EXISTS(SELECT * FROM "notes")` }, [{ effect: 'unknown' }]],
  [{ run: async () => {} }, [{ effect: 'unknown' }]],
  [{ createTable: { partitionKey: 'pk' } }, []],
  [{ addIndex: { name: 'x', partitionKey: 'x' } }, []],
  [{ dropIndex: { name: 'x' } }, []],
  [{ timeToLive: { attribute: 'x' } }, []],
])('%j deletes or changes %j', (action, expected) => {
  expect(findDynamodbDataEffects(action)).toEqual(expected)
})
