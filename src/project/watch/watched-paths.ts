import { escapeRegExp } from '../../core/escape-regexp.js'

/** What programs write while they run, or others install: a change there is not one of the source. */
const IGNORED = /(?:^|\/)(?:\.[^/]+|node_modules|__pycache__)(?:\/|$)|\.pyc$|~$/

/** Where the paths of a pattern can be: the part before its first wildcard. */
export function getBaseDirectory(pattern: string): string {
  const segments = normalize(pattern).split('/')
  const wild = segments.findIndex((segment) => /[*?{[]/.test(segment))
  return (wild === -1 ? segments.slice(0, -1) : segments.slice(0, wild)).join('/')
}

/** Whether a change of the path, relative and with slashes, concerns one of the patterns. A directory stands for all below it. */
export function isWatchedPath(patterns: readonly string[], path: string): boolean {
  return !IGNORED.test(path) && patterns.some((pattern) => toRegExp(normalize(pattern)).test(path))
}

/** Whether there can be watched paths below the directory. */
export function isSearched(directory: string): boolean {
  return !IGNORED.test(directory)
}

function normalize(pattern: string): string {
  return pattern.replace(/^\.\//, '').replace(/\/$/, '')
}

const TOKEN = /\*\*\/|\*\*|\*|\?|\{([^{}]*)\}|[^*?{]+|\{/g

function toRegExp(pattern: string): RegExp {
  const source = pattern.replaceAll(TOKEN, (token, alternatives: string | undefined) => {
    if (token === '**/') return '(?:.*/)?'
    if (token === '**') return '.*'
    if (token === '*') return '[^/]*'
    if (token === '?') return '[^/]'
    if (alternatives !== undefined) return `(?:${alternatives.split(',').map(escapeRegExp).join('|')})`
    return escapeRegExp(token)
  })
  return new RegExp(`^${pattern === '.' || pattern === '' ? '.*' : source}(?:/.*)?$`)
}
