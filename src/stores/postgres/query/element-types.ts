import type pg from 'pg'

/** The element type of each array type of PostgreSQL itself, by OID (pg_type.dat). */
const ELEMENT_TYPES: ReadonlyMap<number, number> = new Map([
  [143, 142],
  [199, 114],
  [651, 650],
  [775, 774],
  [791, 790],
  [1000, 16],
  [1001, 17],
  [1002, 18],
  [1003, 19],
  [1005, 21],
  [1007, 23],
  [1009, 25],
  [1014, 1042],
  [1015, 1043],
  [1016, 20],
  [1017, 600],
  [1021, 700],
  [1022, 701],
  [1028, 26],
  [1040, 829],
  [1041, 869],
  [1115, 1114],
  [1182, 1082],
  [1183, 1083],
  [1185, 1184],
  [1187, 1186],
  [1231, 1700],
  [1270, 1266],
  [1561, 1560],
  [1563, 1562],
  [2951, 2950],
  [3643, 3614],
  [3645, 3615],
  [3807, 3802],
  [3905, 3904],
  [3907, 3906],
  [3909, 3908],
  [3911, 3910],
  [3913, 3912],
  [3927, 3926],
])

/** The first OID of objects that users create. */
const FIRST_USER_OID = 16_384

/** Finds which of the types are arrays, and the types of their elements. Asks the server about types that a user has created. */
export async function findElementTypes(
  pool: pg.Pool,
  types: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const own = types.filter((type) => type >= FIRST_USER_OID)
  if (own.length === 0) return ELEMENT_TYPES
  const { rows } = await pool.query<{ oid: number; element: number }>(
    `SELECT oid, typelem AS element FROM pg_catalog.pg_type WHERE oid = ANY($1::oid[]) AND typcategory = 'A' AND typelem <> 0`,
    [own],
  )
  return new Map([...ELEMENT_TYPES, ...rows.map(({ oid, element }) => [oid, element] as const)])
}
