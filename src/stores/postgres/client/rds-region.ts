/** The AWS region in the host name of a server of Amazon RDS; undefined for another host. */
export function getRdsRegion(host: string): string | undefined {
  return /\.([a-z]{2}(?:-[a-z]+)+-\d)\.rds\.amazonaws\.com/.exec(host)?.[1]
}
