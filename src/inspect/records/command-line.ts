import { EJSON } from 'bson'

/** A value in mongosh's syntax. */
export function formatMongoshValue(value: object): string {
  return EJSON.stringify(value).replaceAll(/\{"\$date":("[^"]+")\}/g, 'ISODate($1)')
}
