import { escapeRegExp } from '../../../core/escape-regexp.js'
import type { FastifyInstance } from 'fastify'

/** The methods that the routes of an application support, by path. */
export interface AllowedMethods {
  /** Empty for a path without a route. */
  list(path: string): readonly string[]
}

/** Collects the routes that are added from now on; the router reports a path with another method as unknown. */
export function collectAllowedMethods(app: FastifyInstance): AllowedMethods {
  const methodsByPattern = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>()
  app.addHook('onRoute', ({ url, method }) => {
    const entry = methodsByPattern.get(url) ?? { pattern: toPattern(url), methods: new Set() }
    methodsByPattern.set(url, entry)
    for (const name of [method].flat()) entry.methods.add(name)
  })
  return {
    list(path) {
      const matching = [...methodsByPattern.values()].filter(({ pattern }) => pattern.test(path))
      return [...new Set(matching.flatMap(({ methods }) => [...methods]))].sort()
    },
  }
}

/** `/v1/todos/:id` matches `/v1/todos/1`. */
function toPattern(url: string): RegExp {
  const parts = url.split(/(:\w+|\*)/).map((part) => {
    if (part === '*') return '.*'
    return part.startsWith(':') ? '[^/]+' : escapeRegExp(part)
  })
  return new RegExp(`^${parts.join('')}$`)
}
