"""Words that every mapping's statements may use: dates, money, rates and the rendezvous score.

Each reader comes three times. The plain one refuses the mapping at the first text it cannot read; `qiao_try_…` answers
NULL; `…_text` leaves the text as it stands, so that the load sets the row aside with the bank's own writing in the
reason. docs/mapping.md lists them all.
Nothing here rounds: a sum with a third decimal, or a percentage finer than a millionth, is one that cannot be read.
"""

from typing import Final

MACROS: Final = (
    # The text as YYYY-MM-DD where it has the format's digits and marks at the format's places, else NULL.
    # Two digits of a year: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068.
    """
    CREATE MACRO qiao_day_of(written, form) AS CASE
      WHEN length(written) = length(form)
       AND translate(written, '0123456789', '0000000000') = translate(form, 'YMD', '000')
      THEN CASE
             WHEN strpos(form, 'YYYY') > 0 THEN substr(written, strpos(form, 'YYYY'), 4)
             WHEN substr(written, strpos(form, 'YY'), 2) >= '69' THEN '19' || substr(written, strpos(form, 'YY'), 2)
             ELSE '20' || substr(written, strpos(form, 'YY'), 2)
           END
        || '-' || substr(written, strpos(form, 'MM'), 2) || '-' || substr(written, strpos(form, 'DD'), 2)
      END
    """,
    "CREATE MACRO qiao_try_date(written, form) AS TRY_CAST(qiao_day_of(written, form) AS DATE)",
    """
    CREATE MACRO qiao_date(written, form) AS CASE
      WHEN written IS NULL THEN NULL
      WHEN qiao_try_date(written, form) IS NOT NULL THEN qiao_try_date(written, form)
      ELSE error('qiao_date: ''' || written || ''' is not a date ' || form) END
    """,
    """
    CREATE MACRO qiao_date_text(written, form) AS
      coalesce(CAST(qiao_try_date(written, form) AS VARCHAR), written)
    """,
    # Digits with one sort of decimal mark, thousands in threes or not at all; the mark becomes a point.
    r"""
    CREATE MACRO qiao_number_of(written, mark, thousands) AS CASE
      WHEN regexp_full_match(written, '[+-]?([0-9]+'
             || CASE WHEN thousands = '' THEN ''
                     ELSE '|[0-9]{1,3}(' || regexp_escape(thousands) || '[0-9]{3})+' END
             || ')(' || regexp_escape(mark) || '[0-9]+)?')
      THEN replace(CASE WHEN thousands = '' THEN written ELSE replace(written, thousands, '') END, mark, '.')
      END
    """,
    r"""
    CREATE MACRO qiao_try_money(written, mark := '.', thousands := '') AS TRY_CAST(CASE
      WHEN regexp_full_match(qiao_number_of(written, mark, thousands), '[^.]*(\.[0-9]{0,2}0*)?')
      THEN qiao_number_of(written, mark, thousands) END AS DECIMAL(18, 2))
    """,
    """
    CREATE MACRO qiao_money(written, mark := '.', thousands := '') AS CASE
      WHEN written IS NULL THEN NULL
      WHEN qiao_try_money(written, mark := mark, thousands := thousands) IS NOT NULL
      THEN qiao_try_money(written, mark := mark, thousands := thousands)
      ELSE error('qiao_money: ''' || written || ''' is not a sum of money') END
    """,
    """
    CREATE MACRO qiao_money_text(written, mark := '.', thousands := '') AS
      coalesce(CAST(qiao_try_money(written, mark := mark, thousands := thousands) AS VARCHAR), written)
    """,
    r"""
    CREATE MACRO qiao_try_rate(written, mark := '.') AS TRY_CAST(CASE
      WHEN regexp_full_match(qiao_number_of(written, mark, ''), '[^.]*(\.[0-9]{0,6}0*)?')
      THEN qiao_number_of(written, mark, '') END AS DECIMAL(9, 6))
    """,
    """
    CREATE MACRO qiao_rate(written, mark := '.') AS CASE
      WHEN written IS NULL THEN NULL
      WHEN qiao_try_rate(written, mark := mark) IS NOT NULL THEN qiao_try_rate(written, mark := mark)
      ELSE error('qiao_rate: ''' || written || ''' is not a rate') END
    """,
    """
    CREATE MACRO qiao_rate_text(written, mark := '.') AS
      coalesce(CAST(qiao_try_rate(written, mark := mark) AS VARCHAR), written)
    """,
    # Per cent as a rate: '4.25' -> 0.042500. A product, since a quotient of decimals is floating point.
    r"""
    CREATE MACRO qiao_try_percent(written, mark := '.') AS CAST(TRY_CAST(CASE
      WHEN regexp_full_match(qiao_number_of(written, mark, ''), '[^.]*(\.[0-9]{0,4}0*)?')
      THEN qiao_number_of(written, mark, '') END AS DECIMAL(7, 4)) * CAST('0.01' AS DECIMAL(2, 2)) AS DECIMAL(9, 6))
    """,
    """
    CREATE MACRO qiao_percent(written, mark := '.') AS CASE
      WHEN written IS NULL THEN NULL
      WHEN qiao_try_percent(written, mark := mark) IS NOT NULL THEN qiao_try_percent(written, mark := mark)
      ELSE error('qiao_percent: ''' || written || ''' is not per cent') END
    """,
    # Rendezvous hashing: the candidate with the greatest score takes the key. A new candidate takes over only the keys
    # whose greatest score it has; nothing else moves. Lower-case hex of SHA-256 over UTF-8, so anybody can repeat it.
    """
    CREATE MACRO qiao_rendezvous_score(key, candidate) AS
      sha256(CAST(key AS VARCHAR) || '|' || CAST(candidate AS VARCHAR))
    """,
)
