import type { Output } from '../../../output/output.js'

const PREFIX_COLORS = ['cyan', 'magenta', 'yellow', 'green', 'blue', 'red', 'gray'] as const

/** Formats the name of a component in a color of its own, padded to the same width. */
export function createLogPrefixer(
  names: readonly string[],
): (name: string, style: Output['style']) => string {
  const width = Math.max(...names.map((name) => name.length))
  return (name, style) => {
    const color = PREFIX_COLORS[names.indexOf(name) % PREFIX_COLORS.length] ?? 'gray'
    return style[color](`${name.padEnd(width)} │`)
  }
}
