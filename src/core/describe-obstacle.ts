import { lstatSync, readlinkSync, type Stats, statSync } from 'node:fs'
import path from 'node:path'

/**
 * What is in the place of a directory, or of one above it, such as "/p/.homemanager is a file, not a directory"; undefined if nothing
 * else is.
 */
export function describeObstacle(directory: string): string | undefined {
  for (let location = directory; ; location = path.dirname(location)) {
    const found = tryStat(() => lstatSync(location))
    if (found?.isSymbolicLink() === true) return describeLink(location)
    if (found !== undefined) return found.isDirectory() ? undefined : `${location} is ${toKind(found)}`
    if (location === path.dirname(location)) return undefined
  }
}

function describeLink(location: string): string | undefined {
  const target = tryStat(() => statSync(location))
  if (target?.isDirectory() === true) return undefined
  const link = `${location} is a link to ${readlinkSync(location)}`
  return target === undefined ? `${link}, which does not exist` : `${link}, ${toKind(target)}`
}

function toKind(found: Stats): string {
  const isDevice = found.isCharacterDevice() || found.isBlockDevice()
  const kind = found.isFile() ? 'file' : isDevice ? 'device' : found.isFIFO() ? 'pipe' : 'socket'
  return `a ${kind}, not a directory`
}

/** It also fails if a part of the path is not a directory. */
function tryStat(read: () => Stats): Stats | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
