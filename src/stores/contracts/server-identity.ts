/** What a server says of itself. A tunnel has a loopback address, and the server behind it is still another machine. */
export interface ServerIdentity {
  readonly database: string
  /** The managed service that the server is part of, such as `Amazon RDS`. Absent for a server of this machine. */
  readonly service?: string
  /** The AWS account. */
  readonly account?: string
  readonly region?: string
}
