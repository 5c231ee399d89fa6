import type pg from 'pg'

/** A connection or a pool. */
export type Queryable = Pick<pg.ClientBase, 'query'>
