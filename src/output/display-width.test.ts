import { expect, test } from 'vitest'
import { displayWidth } from './display-width.js'

test.each([
  ['', 0],
  ['✓ healthy', 9],
  ['\u001B[32m✓\u001B[39m healthy', 9],
  ['漢字', 4],
  ['café ☕', 7],
  ['⚠', 1],
  ['⚠ 漢', 4],
  ['⚠\uFE0F', 2],
  ['☝🏽', 2],
  ['❤\uFE0F\u200D🔥 ☁', 4],
])('"%s" is %d columns wide', (text, width) => {
  expect(displayWidth(text)).toBe(width)
})
