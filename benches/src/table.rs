use std::iter;

/// A table, as Markdown that is also read well as it is.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<const N: usize>(head: [&str; N]) -> Self {
        Self { rows: vec![head.map(str::to_owned).into()] }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    pub(crate) fn print(&self, title: &str) {
        println!("\n## {title}\n");
        let columns = self.rows.first().map_or(0, Vec::len);
        let width =
            |column: usize| self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (index, row) in self.rows.iter().enumerate() {
            print(row.iter().enumerate().map(|(column, cell)| aligned(cell, widths[column], column)));
            if index == 0 {
                let line = |(column, &width): (usize, &usize)| match column {
                    0 => "-".repeat(width),
                    _ => format!("{}:", "-".repeat(width.saturating_sub(1))),
                };
                print(widths.iter().enumerate().map(line));
            }
        }
    }
}

/// Names stand to the left, numbers to the right.
fn aligned(cell: &str, width: usize, column: usize) -> String {
    let padding: String = iter::repeat_n(' ', width - cell.chars().count()).collect();
    if column == 0 { format!("{cell}{padding}") } else { format!("{padding}{cell}") }
}

fn print(cells: impl Iterator<Item = String>) {
    println!("| {} |", cells.collect::<Vec<_>>().join(" | "));
}

pub(crate) fn ratio(number: f64) -> String {
    format!("{number:.2}")
}

pub(crate) fn count(number: f64) -> String {
    format!("{number:.0}")
}
