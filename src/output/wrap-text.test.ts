import { stripVTControlCharacters } from 'node:util'
import { Chalk } from 'chalk'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { displayWidth } from './display-width.js'
import { renderTable } from './render-table.js'
import { wrapText } from './wrap-text.js'

const style = new Chalk({ level: 1 })

test('lines are wrapped between words and keep their indentation', () => {
  expect(wrapText('  one two three\nfour', 9, { indent: 2 })).toBe('  one two\n    three\nfour')
})

test('a word that is wider than a line stays in one piece', () => {
  expect(wrapText('see http://127.0.0.1:4000/docs now', 10)).toBe('see\nhttp://127.0.0.1:4000/docs\nnow')
})

test('a command stays in one piece, so that it can be copied', () => {
  const command = "homemanager query postgres 'SELECT name FROM families' --limit 1"
  expect(wrapText(style.dim(`  ${command}`), 20)).toBe(style.dim(`  ${command}`))
  expect(wrapText(`There are more rows. To continue: ${command}`, 20)).toBe(
    `There are more rows.\nTo continue:\n${command}`,
  )
})

test('each line has the colours of its words', () => {
  const wrapped = wrapText(`${style.red('one two')} ${style.bold.cyan('three')}`, 5)
  expect(stripVTControlCharacters(wrapped)).toBe('one\ntwo\nthree')
  expect(wrapped.split('\n')).toEqual([
    '\u001B[31mone\u001B[0m',
    '\u001B[31mtwo\u001B[0m',
    '\u001B[1m\u001B[36mthree\u001B[0m',
  ])
})

test('no line of several words is too wide, and no word is lost', () => {
  const line = fc.array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string().map((text) => style.green(text)),
    ),
  )
  fc.assert(
    fc.property(line, fc.integer({ min: 4, max: 30 }), (parts, width) => {
      // Not the start of a command, which would stay in one piece.
      const text = ['-', ...parts]
        .join(' ')
        .replaceAll(/[\p{Cc}\p{Cf}]+/gu, (found) => (found.startsWith('\u001B') ? found : ''))
      const wrapped = wrapText(text, width)
      const severalWords = wrapped.split('\n').filter((each) => each.trim().includes(' '))
      for (const each of severalWords) expect(displayWidth(each)).toBeLessThanOrEqual(width)
      const pick = (all: string): string => stripVTControlCharacters(all).replaceAll(/\s/g, '')
      expect(pick(wrapped)).toBe(pick(text))
    }),
  )
})

test('a command within a sentence is wrapped like its other words', () => {
  const text =
    'Pass an ID: homemanager inspect user EMAIL, or find it with homemanager inspect --search TEXT.'
  for (const line of wrapText(text, 40).split('\n')) expect(line.length).toBeLessThanOrEqual(40)
})

interface Row {
  readonly name: string
  readonly components: string
  readonly directory: string
}

test('a table is not wider than the terminal: columns with several words become narrower first', () => {
  const rows = [
    { name: 'shop', components: 'dynamodb, mongo, postgres, services', directory: '/home/alex/work/shop' },
    { name: 'other', components: 'stopped', directory: '/tmp' },
  ]
  const columns = [
    { header: 'PROJECT', cell: ({ name }: Row) => name },
    { header: 'RUNNING', cell: ({ components }: Row) => components },
    { header: 'DIRECTORY', cell: ({ directory }: Row) => directory },
  ]
  const plain = (width?: number): string => stripVTControlCharacters(renderTable(rows, columns, style, width))
  expect(plain()).toBe(plain(1000))
  expect(plain(50)).toBe(
    [
      'PROJECT  RUNNING              DIRECTORY',
      'shop     dynamodb, mongo,     /home/alex/work/shop',
      '         postgres, services',
      'other    stopped              /tmp',
    ].join('\n'),
  )
  // The least important columns are hidden: here the last ones.
  expect(plain(30)).toBe(
    [
      'PROJECT  RUNNING',
      'shop     dynamodb, mongo,',
      '         postgres, services',
      'other    stopped',
      'Not shown: DIRECTORY. Widen the terminal or use --json.',
    ].join('\n'),
  )
})

test('a table hides the least important columns, and never splits a word or the name', () => {
  const rows = [{ name: 'before-restore-2026-11-29', components: 'postgres', directory: '/srv/shop' }]
  const columns = [
    { header: '', cell: () => '✓' },
    { header: 'NAME', cell: ({ name }: Row) => name },
    { header: 'RUNNING', cell: ({ components }: Row) => components, importance: -1 },
    { header: 'DIRECTORY', cell: ({ directory }: Row) => directory, importance: 1 },
    { header: 'NOTE', cell: () => 'x' },
  ]
  const plain = (width: number): string => stripVTControlCharacters(renderTable(rows, columns, style, width))
  const hint = 'Widen the terminal or use --json.'
  expect(plain(46)).toBe(
    `   NAME                       DIRECTORY  NOTE\n✓  before-restore-2026-11-29  /srv/shop  x\nNot shown: RUNNING. ${hint}`,
  )
  expect(plain(40)).toBe(
    `   NAME                       DIRECTORY\n✓  before-restore-2026-11-29  /srv/shop\nNot shown: RUNNING, NOTE. ${hint}`,
  )
  expect(plain(10)).toBe(
    `   NAME\n✓  before-restore-2026-11-29\nNot shown: RUNNING, DIRECTORY, NOTE. ${hint}`,
  )
})

test('cells that can be below their rows go there before columns are hidden, and back where they fit', () => {
  const rows = [
    { name: 'user-by-email', components: 'users_email_key, users_pkey', directory: 'in-memory-sort' },
    { name: 'outbox', components: 'outbox_pkey', directory: '' },
  ]
  const columns = [
    { header: '', cell: () => '✓' },
    { header: 'NAME', cell: ({ name }: Row) => name },
    { header: 'INDEX', cell: ({ components }: Row) => components, canBeBelow: true },
    { header: 'READ', cell: () => '12', align: 'right' as const },
    { header: 'FINDINGS', cell: ({ directory }: Row) => directory, canBeBelow: true },
  ]
  const plain = (width: number): string => stripVTControlCharacters(renderTable(rows, columns, style, width))
  const wide = '   NAME           INDEX                        READ  FINDINGS'
  expect(plain(80).split('\n')[0]).toBe(wide)
  expect(plain(55)).toBe(
    [
      '   NAME           INDEX                        READ',
      '✓  user-by-email  users_email_key, users_pkey    12',
      '     findings: in-memory-sort',
      '✓  outbox         outbox_pkey                    12',
    ].join('\n'),
  )
  expect(plain(38)).toBe(
    [
      '   NAME           READ  FINDINGS',
      '✓  user-by-email    12  in-memory-sort',
      '     index: users_email_key,',
      '       users_pkey',
      '✓  outbox           12',
      '     index: outbox_pkey',
    ].join('\n'),
  )
  expect(plain(26)).toBe(
    [
      '   NAME           READ',
      '✓  user-by-email    12',
      '     index:',
      '       users_email_key,',
      '       users_pkey',
      '     in-memory-sort',
      '✓  outbox           12',
      '     index: outbox_pkey',
    ].join('\n'),
  )
})

test('columns of negative importance are hidden before cells move below their rows', () => {
  const columns = [
    { header: 'STORE', cell: () => 'postgres' },
    { header: 'MIGRATION', cell: ({ name }: { readonly name: string }) => name, canBeBelow: true },
    { header: 'STATE', cell: () => 'applied' },
    { header: 'CHECKSUM', cell: () => '14014fe56f67', importance: -1 },
  ]
  const render = (name: string): readonly string[] =>
    stripVTControlCharacters(renderTable([{ name }], columns, style, 50)).split('\n')
  expect(render('identity/0001-identity')).toEqual([
    'STORE     MIGRATION               STATE',
    'postgres  identity/0001-identity  applied',
    'Not shown: CHECKSUM. Widen the terminal or use --json.',
  ])
  expect(render('0001-a-migration-with-a-long-name')).toEqual([
    'STORE     STATE    CHECKSUM',
    'postgres  applied  14014fe56f67',
    '  migration: 0001-a-migration-with-a-long-name',
  ])
})
