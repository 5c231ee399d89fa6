/** The server part, the database and the options of a MongoDB URL. */
const PARTS = /^(mongodb(?:\+srv)?:\/\/(?:([^@/?]*)@)?[^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/

/**
 * The URL with this database unless it names one. The user is then still authenticated by the database `admin`, as without
 * a database.
 */
export function addMongoDatabase(url: string, database: string): string {
  const [, server, user, named, options = ''] = PARTS.exec(url) ?? []
  if (server === undefined || (named !== undefined && named !== '')) return url
  const isAuthenticated = user !== undefined && !/(?:^|&)auth(?:Source|Mechanism)=/i.test(options)
  const all = [options, isAuthenticated ? 'authSource=admin' : ''].filter((option) => option !== '')
  return `${server}/${encodeURIComponent(database)}${all.length === 0 ? '' : `?${all.join('&')}`}`
}

/** The same server and options with another database. The user is still authenticated by the original one. */
export function replaceMongoDatabase(url: string, database: string): string {
  const [, server, user, named, options = ''] = PARTS.exec(url) ?? []
  if (server === undefined) return url
  const source =
    user !== undefined && named && !/(?:^|&)authSource=/i.test(options) ? `authSource=${named}` : ''
  const all = [options, source].filter((option) => option !== '')
  return `${server}/${encodeURIComponent(database)}${all.length === 0 ? '' : `?${all.join('&')}`}`
}
