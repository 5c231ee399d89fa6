import { expect, test } from 'vitest'
import { displayWidth } from './display-width.js'

test.each([
  ['', 0],
  ['✓ healthy', 9],
  ['\u001B[32m✓\u001B[39m healthy', 9],
  ['漢字', 4],
  ['café ☕', 7],
])('"%s" is %d columns wide', (text, width) => {
  expect(displayWidth(text)).toBe(width)
})
