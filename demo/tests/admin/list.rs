//! Who is shown, and in which order.

use rocket::http::Status;

use crate::office::{By, Office};
use crate::place::Place;

/// The names on a page, in order.
fn names(page: &str) -> Vec<&str> {
    let rows = page.split("scope=\"row\"><a href=\"").skip(1);
    rows.map(|row| row.split_once('>').unwrap().1.split_once('<').unwrap().0).collect()
}

fn total(page: &str) -> &str {
    page.split_once("id=\"total\" class=\"count\">").unwrap().1.split_once('<').unwrap().0
}

/// Where a link leads, if it is there.
fn link(page: &str, id: &str) -> Option<String> {
    let (_, link) = page.split_once(&format!("id=\"{id}\" href=\""))?;
    Some(link.split_once('"')?.0.replace("&amp;", "&"))
}

/// So many users `user00001@example.com`, with a name of many that nobody typed.
async fn fill(place: &Place, number: i64) {
    let mut database = place.connect().await;
    sqlx::query(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $1)
         INSERT INTO users (user_id, name, name_key, email, created_at)
         SELECT 'id-' || (100000 + n), 'User' || (100000 + n), 'user' || (100000 + n),
                (100000 + n) || '@example.com', n
         FROM numbers",
    )
    .bind(number)
    .execute(&mut database)
    .await
    .unwrap();
}

pub(crate) async fn ten_thousand_users_are_led_through_page_by_page(place: &Place) {
    let office = Office::open(place).await;
    fill(place, 10_000).await;
    let first = office.look("/admin").await;
    assert_eq!((total(&first), names(&first).len()), ("10001", 20));
    assert_eq!(names(&first)[..2], ["root", "User100001"]);
    assert_eq!(link(&first, "previous"), None);

    let second_path = link(&first, "next").unwrap();
    let second = office.look(&second_path).await;
    assert_eq!(names(&second)[0], "User100020");
    let third = office.look(&link(&second, "next").unwrap()).await;
    assert_eq!(names(&third)[0], "User100040");
    let back = office.look(&link(&third, "previous").unwrap()).await;
    assert_eq!(names(&back), names(&second));
    let back = office.look(&link(&back, "previous").unwrap()).await;
    assert_eq!((names(&back), link(&back, "previous")), (names(&first), None));

    // Somebody who comes in between moves nobody out of sight.
    office.create("User1000205").await;
    let again = office.look(&link(&office.look(&second_path).await, "next").unwrap()).await;
    assert_eq!(names(&again)[0], "User100039");

    let last = office.look("/admin?after=user109990").await;
    assert_eq!((names(&last).len(), link(&last, "next")), (10, None));
    assert!(office.look("/admin?after=zzz").await.contains("nobody on this page"));
}

pub(crate) async fn a_search_goes_through_the_pages_too(place: &Place) {
    let office = Office::open(place).await;
    fill(place, 200).await;
    let first = office.look("/admin?q=UsEr1001").await;
    assert_eq!((total(&first), names(&first).len(), names(&first)[0]), ("100", 20, "User100100"));
    let second = office.look(&link(&first, "next").unwrap()).await;
    assert_eq!((total(&second), names(&second)[0]), ("100", "User100120"));
    let by_address = office.look("/admin?q=100007%40EXAMPLE").await;
    assert_eq!(names(&by_address), ["User100007"]);
    // The page of a user leads back to the search.
    let row = by_address.split_once("scope=\"row\"><a href=\"").unwrap().1.split_once('"').unwrap().0;
    let user = office.look(&row.replace("&amp;", "&")).await;
    assert_eq!(
        link(&user.replace("href=\"/admin", "id=\"there\" href=\"/admin"), "there").unwrap(),
        "/admin?q=100007@EXAMPLE"
    );
}

pub(crate) async fn what_is_searched_is_text(place: &Place) {
    let office = Office::open(place).await;
    for name in ["a_b", "axb", "under_score"] {
        office.create(name).await;
    }
    let found = async |q: &str| {
        let page = office.look(&format!("/admin?q={q}")).await;
        names(&page).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(found("a_b").await, ["a_b"]);
    assert_eq!(found("_").await, ["a_b", "under_score"]);
    assert_eq!(found("+A_B+").await, ["a_b"], "blanks around it and letters of the other case do not matter");
    for nothing in [
        "%25",
        "%5C",
        "%25%25",
        "%27",
        "%27%20OR%201%3D1--",
        "a%00b",
        "%00",
        "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "%7B%7B%20name%20%7D%7D",
        "%E2%80%AE",
    ] {
        assert!(found(nothing).await.is_empty(), "{nothing}");
    }
    let page = office.look("/admin?q=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    assert!(!page.contains("<script>alert"), "{page}");
    assert!(found(&"x".repeat(60_000)).await.is_empty(), "a long text is looked for, or its beginning");
    for path in
        ["/admin?after=%00", "/admin?before=%27--", "/admin/users?q=a", "/admin?q=a&q=b&after=b&before=c"]
    {
        let status = office.visit(path).await.status();
        assert!(status == Status::Ok || status == Status::NotFound, "{path}: {status}");
    }
}

pub(crate) async fn ids_that_are_nobodys_are_not_found(place: &Place) {
    let office = Office::open(place).await;
    for id in ["nobody", "%00", "%27%20OR%201%3D1--", "..%2F..%2Fetc", "%25", "%E2%80%AE", "%3Cscript%3E"] {
        let page = format!("/admin/users/{id}");
        assert_eq!(office.visit(&page).await.status(), Status::NotFound, "{id}");
        for (action, fields) in [("rename", &[("name", "x"), ("seen", "y")][..]), ("delete", &[])] {
            let answer = office.send(By::Program, &format!("{page}/{action}"), fields).await;
            assert_eq!(answer.status(), Status::NotFound, "{id}/{action}");
        }
    }
    assert_eq!(total(&office.look("/admin").await), "1");
}
