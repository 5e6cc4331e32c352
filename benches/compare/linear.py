"""0-1 programs as `apportion export lp` writes them, in exact integers."""



class Program:
    """Minimise objective + constant subject to rows (terms, relation, right side); variables are 0 or 1."""

    def __init__(self, path):
        self.path, self.names, self.index = path, [], {}
        self.objective, self.constant, self.rows = [], 0, []
        with open(path, encoding="utf-8") as lines:
            section, statement = None, []
            for line in lines:
                line = line.split("\\")[0].rstrip()
                words = line.split()
                if not words:
                    continue
                if not line.startswith(" "):
                    self.state(section, statement)
                    section, statement = line.lower(), []
                elif section == "binary" or section == "binaries":
                    continue
                else:
                    if words[0].endswith(":") and statement:
                        self.state(section, statement)
                        statement = []
                    statement.extend(words)

    def state(self, section, words):
        """Takes in one row, or the objective."""
        if not words or section not in ("minimize", "subject to"):
            return
        words = words[1:] if words[0].endswith(":") else words
        at = next((at for at, word in enumerate(words) if word in ("<=", ">=", "=")), len(words))
        terms, constant = self.terms(words[:at])
        if section == "minimize":
            self.objective, self.constant = terms, constant
        else:
            self.rows.append((terms, words[at], int("".join(words[at + 1:])) - constant))

    def terms(self, words):
        """`3 x + y - 2 z + 5` as [(3, x), ..] and 5."""
        terms, constant, sign, coefficient = [], 0, 1, None
        for word in words:
            if word in "+-":
                constant += 0 if coefficient is None else sign * coefficient
                sign, coefficient = (1 if word == "+" else -1), None
            elif word.lstrip("-").isdigit():
                coefficient = int(word)
            else:
                terms.append((sign * (1 if coefficient is None else coefficient), self.variable(word)))
                sign, coefficient = 1, None
        return terms, constant + (0 if coefficient is None else sign * coefficient)

    def variable(self, name):
        if name not in self.index:
            self.index[name] = len(self.names)
            self.names.append(name)
        return self.index[name]

    def value(self, true):
        """Exact value of an assignment, given as the set of variables that are 1; None if it breaks a row."""
        for terms, relation, right in self.rows:
            total = sum(coefficient for coefficient, variable in terms if variable in true)
            if (relation == "<=" and total > right) or (relation == ">=" and total < right) or (relation == "=" and total != right):
                return None
        return self.constant + sum(coefficient for coefficient, variable in self.objective if variable in true)
