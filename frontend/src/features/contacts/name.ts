interface Named {
  last_name: string;
  first_name: string;
  email: string;
}

/** 姓 名 as they were given; the address when there is no name at all. */
export function fullName({ last_name, first_name, email }: Named): string {
  return `${last_name} ${first_name}`.trim() || email;
}
