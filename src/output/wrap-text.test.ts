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
