import { expect, test } from 'vitest'
import { compareSchemas } from './compare-schemas.js'
import type { SchemaObject } from './schema-object.js'

function toConstraint(definition: string): readonly SchemaObject[] {
  return [{ kind: 'constraint', name: 'users.role_check', parent: 'users', definition }]
}

const RECORDED =
  "CHECK (((role)::text = ANY ((ARRAY['a, b'::character varying, 'it''s]'::character varying])::text[])))"
const RESTORED =
  "CHECK (((role)::text = ANY (ARRAY[('a, b'::character varying)::text, ('it''s]'::character varying)::text])))"

test('a constraint that was restored from a dump is the same', () => {
  expect(compareSchemas(toConstraint(RECORDED), toConstraint(RESTORED))).toEqual([])
  expect(compareSchemas(toConstraint(RESTORED), toConstraint(RECORDED))).toEqual([])
})

test('another value is a difference', () => {
  const changed = RESTORED.replace('a, b', 'a, c')
  expect(compareSchemas(toConstraint(RECORDED), toConstraint(changed))).toMatchObject([
    { problem: 'changed', was: RECORDED, is: changed },
  ])
})
