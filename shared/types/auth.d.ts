declare module '#auth-utils' {
  interface User { id: string }
  interface UserSession { sessionVersion?: number }
}

export {}
