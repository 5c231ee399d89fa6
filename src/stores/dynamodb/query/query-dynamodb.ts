import { ExecuteStatementCommand } from '@aws-sdk/client-dynamodb'
import { findClosestMatch } from '../../../core/closest-match.js'
import { HomeError } from '../../../core/home-error.js'
import { QUERY_ERRORS } from '../../contracts/query-errors.js'
import { formatTextPosition } from '../../query-text/format-text-position.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import { writeNotAllowedError } from '../../query-text/write-not-allowed-error.js'
import { type QuerySource, toDynamodbQueryError } from './to-dynamodb-query-error.js'
import { type QueryPage, readQueryPages } from './read-query-pages.js'
import { bindParameters, type Placeholders } from '../../query-text/bind-parameters.js'
import type { QueryResult, TextQuery } from '../../contracts/query.js'
import { toAttributeValue } from './to-attribute-value.js'
import { tokenizePartiql } from './tokenize-partiql.js'

const PARTIQL_PLACEHOLDERS: Placeholders = {
  tokenize: tokenizePartiql,
  placeholder: () => '?',
  reuse: false,
}

const OTHER_STATEMENTS = ['INSERT', 'UPDATE', 'DELETE', 'EXISTS']

/** Runs a PartiQL statement and streams all pages. Only SELECT is allowed unless `write` is set. */
export async function queryDynamodb(store: DynamodbStore, query: TextQuery): Promise<QueryResult> {
  const bound = bindParameters(query.text, query.parameters, PARTIQL_PLACEHOLDERS)
  const statement = toStatement(bound.text)
  const verb = /^\w*/.exec(statement)?.[0].toUpperCase() ?? ''
  if (!query.write && verb !== 'SELECT') {
    if (!OTHER_STATEMENTS.includes(verb)) throw notAStatementError(verb, statement)
    throw writeNotAllowedError(`${verb} is not a SELECT statement.`, {
      detail: 'PartiQL queries are read-only by default.',
    })
  }
  assertSingleStatement(statement)
  assertNoLimit(query.text)
  const parameters = bound.values.map(toAttributeValue)
  const page = async (token: string | undefined): Promise<QueryPage<string>> => {
    try {
      const { Items: items = [], NextToken: next } = await store.client.send(
        new ExecuteStatementCommand({
          Statement: statement,
          ...(parameters.length === 0 ? {} : { Parameters: parameters }),
          ...(token === undefined ? {} : { NextToken: token }),
        }),
        query.signal ? { abortSignal: query.signal } : {},
      )
      return { items, next }
    } catch (error) {
      throw await toDynamodbQueryError(store, error, findSource(statement))
    }
  }
  const result = await readQueryPages(page, query.page, findSelected(statement))
  return { ...result, ...(verb === 'SELECT' ? {} : { summary: () => `${verb} done` }) }
}

function notAStatementError(verb: string, statement: string): HomeError {
  const guess = findClosestMatch(verb, ['SELECT', ...OTHER_STATEMENTS])
  return new HomeError(QUERY_ERRORS.QUERY_INVALID, {
    message:
      statement === ''
        ? 'The query is empty.'
        : `${verb === '' ? 'The query' : verb} is not a PartiQL statement.`,
    suggestion: guess === undefined ? 'Run homemanager query dynamodb --help.' : `Did you mean ${guess}?`,
  })
}

/** The attributes that a SELECT names; undefined if it selects all, or parts of attributes. */
function findSelected(statement: string): readonly string[] | undefined {
  const tokens = [...tokenizePartiql(statement)].filter(({ kind }) => kind !== 'blank')
  const end = tokens.findIndex(({ kind, text }) => kind === 'word' && /^from$/i.test(text))
  const list = tokens.slice(1, end)
  const names = list.filter((_, i) => i % 2 === 0)
  const isList =
    /^select$/i.test(tokens[0]?.text ?? '') &&
    list.length % 2 === 1 &&
    list.every(({ text }, i) => i % 2 === 0 || text === ',') &&
    names.every(({ kind, text }) => kind === 'word' || text.startsWith('"'))
  return isList ? [...new Set(names.map(({ text }) => text.replaceAll(/^"|"$/g, '')))] : undefined
}

/** What a statement names: `FROM "table"."index"`, `INTO table`, `UPDATE table`. */
function findSource(statement: string): QuerySource | undefined {
  const tokens = [...tokenizePartiql(statement)].filter(({ kind }) => kind !== 'blank')
  const at = tokens.findIndex(({ kind, text }) => kind === 'word' && /^(?:from|into|update)$/i.test(text))
  if (at === -1) return undefined
  const [table = '', dot, index = ''] = tokens
    .slice(at + 1, at + 4)
    .map(({ text }) => text.replaceAll(/^"|"$/g, ''))
  return { table, ...(dot === '.' ? { index } : {}) }
}

/** DynamoDB only reports an unexpected character. */
function assertSingleStatement(statement: string): void {
  if (![...tokenizePartiql(statement)].some(({ text }) => text === ';')) return
  throw new HomeError(QUERY_ERRORS.QUERY_INVALID, {
    message: 'The query has more than one statement.',
    suggestion: 'Run one statement at a time.',
  })
}

/** SQL has LIMIT, so people try it; DynamoDB only reports an unexpected token. */
function assertNoLimit(text: string): void {
  const tokens = [...tokenizePartiql(text)].filter(({ kind }) => kind !== 'blank' && kind !== 'comment')
  const limit = tokens.find(
    (token, i) =>
      token.kind === 'word' &&
      /^(?:limit|offset)$/i.test(token.text) &&
      /^[\d:]/.test(tokens[i + 1]?.text ?? ''),
  )
  if (limit === undefined) return
  throw new HomeError(QUERY_ERRORS.QUERY_INVALID, {
    message: `PartiQL for DynamoDB has no ${limit.text.toUpperCase()}: see ${formatTextPosition(text, limit.index)}.`,
    suggestion: 'Omit it and use the option --limit.',
  })
}

/** DynamoDB accepts neither comments nor a semicolon at the end. */
function toStatement(text: string): string {
  const tokens = Array.from(tokenizePartiql(text), (token) => (token.kind === 'comment' ? ' ' : token.text))
  return tokens.join('').trim().replace(/;$/, '').trim()
}
