import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import { renderFinding } from './render-finding.js'

test('messages and advice are wrapped within their column', () => {
  const finding = {
    check: 'ports',
    status: 'warning',
    message: 'Port 5432 of postgres is in use by postgres (pid 29119), postgres of project shop.',
    fix: 'No action required: homemanager up uses the next free port.',
  } as const
  const lines = renderFinding(finding, { style: new Chalk({ level: 0 }), columns: 60 }).split('\n')
  expect(lines).toEqual([
    '⚠ ports             Port 5432 of postgres is in use by',
    '                    postgres (pid 29119), postgres of',
    '                    project shop.',
    '                    → No action required: homemanager up',
    '                      uses the next free port.',
  ])
})
